#pragma once

#include "model/knobs/define.h"

// The step from bound to expected: every efficiency that the model assumes, each with its physical
// meaning, its default and where the default comes from. One set for all models and all hardware.
namespace wf::model::knob {

#define WF_ASSUME(name, path, symbol, unit, sentence, source, lo, hi, start) \
  inline constexpr Knob name{.term = {path, symbol, unit, sentence, source}, \
                             .low = lo, .high = hi, .initial = start, WF_ASSUMPTION(path)}

WF_ASSUME(kMemoryUtilization, "assume.memory.utilization", "u_mem", "1",
          "Share of a GPU's memory that a serving engine claims.",
          "vLLM's default gpu_memory_utilization", 0.1, 1.0, 0.9);
WF_ASSUME(kContextMemory, "assume.memory.context", "M_ctx", "bytes",
          "Memory that the driver, the libraries and the communicators hold in every process.",
          "vLLM's start-up logs: 0.6 GB; CUDA context and NCCL near 1 GB; whole processes of "
          "FasterTransformer 2.2 GB", 0,
          8e9, 1.7e9);
WF_ASSUME(kPrefillTokens, "assume.memory.prefill_tokens", "n_chunk", "tokens",
          "Tokens of prompt that a serving engine pushes through a layer at once.",
          "vLLM: max_num_batched_tokens, 8,192 where prompts are cut into chunks, the longest prompt "
          "where they are not",
          1, 1048576, 16384);
WF_ASSUME(kPipelineTokens, "assume.pipeline.tokens", "n_ub", "tokens",
          "Tokens of a prompt that one stage of a pipeline hands to the next at a time.",
          "llama.cpp's micro-batch: 512", 1, 1048576, 512);
WF_ASSUME(kPipelineBatch, "assume.pipeline.batch", "n_batch", "tokens",
          "Tokens of prompts that an engine submits before its pipeline drains.",
          "llama.cpp's logical batch: 2,048; vLLM's default token budget of a step: 2,048", 512,
          1048576, 2048);
WF_ASSUME(kBandwidthEfficiency, "assume.bandwidth.efficiency", "u", "1",
          "Share of the datasheet's memory bandwidth that a long streaming read reaches.",
          "DRAM refresh, bank conflicts and page misses; STREAM-like reads reach 80-90 %, matrix-"
          "vector products of A100 80 %, of RTX and L40S 85-90 %, of H100 PCIe 67-80 %",
          0.1, 1.0, 0.82);
WF_ASSUME(kGemmEfficiency, "assume.gemm.efficiency", "e_gemm", "1",
          "Share of the dense peak that a large 16-bit matrix multiply sustains.",
          "cuBLAS on large square shapes: 75-85 % of the datasheet, held down by power", 0.1, 1.0,
          0.75);
WF_ASSUME(kGemmEfficiency8, "assume.gemm.efficiency_8bit", "e_gemm8", "1",
          "The same for 8-bit and narrower types, whose scaling and power cost more.",
          "published FP8 GEMM rates on H100: 55-70 % of the datasheet", 0.1, 1.0, 0.62);
WF_ASSUME(kGemmReuse, "assume.gemm.reuse", "c_tile", "1",
          "How much a small output tile loses to reloading its operands.",
          "operand traffic per FLOP grows as (a+b)/(ab) for an a x b tile", 0, 2, 0.35);
WF_ASSUME(kAttentionEfficiency, "assume.attention.efficiency", "e_attn", "1",
          "Share of the 16-bit peak that a fused attention kernel sustains on long prompts.",
          "FlashAttention-2: 50-60 % on A100, 35-40 % on H100, whose asynchronous units it leaves "
          "idle; FlashAttention-3 on H100 60-75 %",
          0.05, 1.0, 0.42);
WF_ASSUME(kKernelTime, "assume.kernel.gap", "t_k", "s",
          "Time lost between two kernels of a stream: launch, ramp-up and drain.",
          "2-2.5 us inside captured graphs, 4-6 us launched one by one; 4 is between", 0, 1e-4, 4.0e-6);
WF_ASSUME(kKernelsPerLayer, "assume.kernel.per_layer", "n_k", "1",
          "Kernels that one transformer layer takes.",
          "norms, projections, rotary, cache write, attention, activation: 10-20 after fusion", 0,
          200, 14);
WF_ASSUME(kStepOverhead, "assume.kernel.step", "t_host", "s",
          "Time between two steps in which the GPU waits: sampling, scheduling, host.",
          "0.1-0.3 ms in tuned C++ engines, a millisecond and more in Python; 0.5 is between", 0, 0.1, 5.0e-4);
WF_ASSUME(kUnpackOperations, "assume.unpack.operations", "n_unpack", "1",
          "Vector operations that turn one stored low-bit weight into a number.",
          "shift, mask, convert, scale and add of 4-bit formats: 9-11", 0, 40, 10);
WF_ASSUME(kUnpackedGemm, "assume.unpack.gemm", "s_unpack", "1",
          "Share of a plain multiply's speed that one with low-bit weights keeps on long prompts, "
          "where it unpacks them again for every tile of rows.",
          "40-90 %: general kernels at the lower end, those written for one GPU at the upper", 0.05,
          1.0, 0.5);
WF_ASSUME(kLinkEfficiency, "assume.link.efficiency", "e_link", "1",
          "Share of a link's one-way rate that a collective moves.",
          "NCCL rings of tens of megabytes: 185-200 of 300 GB/s on A100; of gigabytes 234, and "
          "350-370 of 450 GB/s on H100",
          0.05, 1.0, 0.65);
WF_ASSUME(kPointToPointEfficiency, "assume.link.point_to_point", "e_p2p", "1",
          "Share of a link's one-way rate that one rank reaches that sends to another.",
          "a plain copy without a sum: 230-270 of 300 GB/s on A100, as far as NVLink's packets "
          "and the copying cores allow",
          0.05, 1.0, 0.8);
WF_ASSUME(kNicEfficiency, "assume.nic.efficiency", "e_nic", "1",
          "Share of a network card's line rate that a collective moves.",
          "320-350 of 400 GB/s a node on 8 x 400 Gb/s", 0.05, 1.0, 0.8);
WF_ASSUME(kCollectiveLatency, "assume.collective.latency", "α", "s",
          "Time of a collective of next to no bytes between two GPUs of a node.",
          "one-shot and in-switch kernels 6-12 us, NCCL in a graph 15-25 us, eager 40-55 us", 0,
          1e-3, 1.6e-5);
WF_ASSUME(kCollectiveHop, "assume.collective.hop", "α_hop", "s",
          "Time that each further rank of a node adds to a collective, both ways round the ring.",
          "NCCL on NVLink: 1.5-4 us a step", 0, 1e-3, 3e-6);
WF_ASSUME(kNetworkLatency, "assume.collective.network_latency", "α_net", "s",
          "Time that each doubling of the number of nodes adds to a collective.",
          "RDMA message plus proxy thread: 10-30 us", 0, 1e-3, 1.5e-5);
WF_ASSUME(kIsolatedCollective, "assume.collective.isolated", "t_iso", "s",
          "What an all-reduce takes besides when it is launched by itself, by an eager framework, "
          "and not inside a captured step.",
          "eager NCCL all-reduces of next to no bytes 40-55 us, in a graph 15-25 us", 0, 1e-3,
          3e-5);
WF_ASSUME(kPipelineHop, "assume.pipeline.hop", "t_hop", "s",
          "Latency of handing activations to the next pipeline stage.",
          "one send and receive inside a node: 8-10 us; the network adds its own", 0, 1e-2, 1.0e-5);
WF_ASSUME(kDecodeMbu, "assume.decode.mbu", "MBU", "1",
          "Napkin: flat share of the bandwidth in decode, instead of the efficiencies above.",
          "0.6-0.8 in tuned engines", 0.01, 1.0, 0.7);
WF_ASSUME(kDecodeMfu, "assume.decode.mfu", "MFU_d", "1",
          "Napkin: flat share of the peak in decode's matrix multiplies.", "0.5-1", 0.01, 1.0, 1.0);
WF_ASSUME(kPrefillMfu, "assume.prefill.mfu", "MFU_p", "1",
          "Napkin: flat share of the peak in prefill, instead of the efficiencies above.",
          "0.4-0.6 in tuned engines", 0.01, 1.0, 0.5);
WF_ASSUME(kTrainingMfu, "assume.training.mfu", "MFU", "1",
          "Napkin: flat model FLOP utilisation of training.", "0.35-0.5 on large clusters", 0.01,
          1.0, 0.4);
WF_ASSUME(kSwitchingEnergy, "assume.power.energy_per_flop", "ε", "J",
          "Energy of one 16-bit matrix FLOP at full clock; a part whose power limit is below "
          "peak·ε lowers its clock by the cube root of the ratio when it is busy for long.",
          "dynamic power grows as clock·voltage², about clock³; 700 W H100s hold 80-85 % of "
          "their boost clock in long matrix multiplies",
          0, 1e-11, 1.3e-12);
WF_ASSUME(kAttentionBackward, "assume.attention.backward", "e_attn,b", "1",
          "Share of the 16-bit peak that a fused attention's backward pass sustains.",
          "FlashAttention-2: 40-50 % on A100, 30 % on H100", 0.05, 1.0, 0.33);
WF_ASSUME(kHostPerLayer, "assume.training.host_per_layer", "t_eager", "s",
          "Time in which the host launches one layer's kernels, forward and backward, one by one; "
          "a GPU that is faster waits for it.",
          "100-140 kernels of 10-12 us each in an eager framework", 0, 1e-2, 1.6e-3);
WF_ASSUME(kOverlap, "assume.training.overlap", "o", "1",
          "Share of the compute beside which sharded data parallelism can hide its collectives.",
          "prefetch of one layer; the first gather and the last reduction stand alone", 0, 1, 0.9);
WF_ASSUME(kInterference, "assume.training.interference", "i", "1",
          "Share of a hidden collective's time that it costs all the same, in cores and bandwidth.",
          "NCCL kernels occupy some of the cores that multiply", 0, 1, 0.06);
WF_ASSUME(kGradientBytes, "assume.training.gradient_bytes", "b_g", "bytes",
          "Bytes of one gradient when it is summed and kept.",
          "4: summed in 32 bits, the default of Megatron and torchtitan; 2: in bfloat16", 2, 4, 4);
WF_ASSUME(kOptimizerBytes, "assume.training.optimizer_traffic", "b_opt", "bytes",
          "Bytes that the optimizer moves for each parameter that it updates.",
          "Adam: reads gradient, weight and two moments, writes three and a 16-bit copy", 0, 200,
          36);
WF_ASSUME(kStepGap, "assume.training.step_gap", "t_gap", "s",
          "Time between two optimizer steps: loader, logging, clipping.", "a few milliseconds", 0,
          1, 5e-3);
WF_ASSUME(kSelectiveShare, "assume.training.selective_share", "r_sel", "1",
          "Share of the forward multiplies that selective recomputation repeats when attention is "
          "fused (its scores are never kept, so linear outputs are dropped instead).",
          "per-operation checkpointing that keeps every other multiply", 0, 1, 0.33);
WF_ASSUME(kSelectiveKept, "assume.training.selective_kept", "k_sel", "1",
          "Share of the activations that it still keeps.", "per-operation checkpointing", 0, 1,
          0.55);
WF_ASSUME(kFragmentation, "assume.training.fragmentation", "frag", "1",
          "Share by which an allocator's blocks exceed what is in them.", "3-10 % reserved unused",
          0, 0.5, 0.03);
#undef WF_ASSUME

}  // namespace wf::model::knob
