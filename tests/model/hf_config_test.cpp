#include "model/hf_config.h"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <vector>

#include "model/catalogue.h"
#include "model/formulas/parameters.h"
#include "model/inputs.h"

namespace {

using nlohmann::json;
using wf::model::HfModel;
using wf::model::ModelShape;
using wf::model::Precision;
using wf::model::read_hf_config;

const std::filesystem::path kSource = WALLFINDER_SOURCE_DIR;

HfModel read(const json& config) {
  auto result = read_hf_config(config, "config.json");
  INFO(config.dump());
  if (!result.ok()) FAIL(result.error().text());
  return result.value();
}

std::string fault(const json& config) {
  const auto result = read_hf_config(config, "config.json");
  INFO(config.dump());
  REQUIRE_FALSE(result.ok());
  return result.error().text();
}

double parameters(const ModelShape& shape) {
  wf::model::Scenario scenario;
  scenario.model = shape;
  return wf::model::total_parameters(wf::model::resolve(scenario)).value();
}

// Every number of a shape that a formula reads, with the name of its key.
std::vector<std::pair<std::string, double>> numbers(const ModelShape& s) {
  return {{"layers", s.layers},
          {"hidden", s.hidden},
          {"heads", s.heads},
          {"kv_heads", s.kv_heads},
          {"head_dim", s.head_dim},
          {"ffn", s.ffn},
          {"gated_ffn", s.gated_ffn},
          {"vocab", s.vocab},
          {"tied_embeddings", s.tied_embeddings},
          {"bias", s.bias},
          {"qkv_bias", s.qkv_bias},
          {"learned_positions", s.learned_positions},
          {"experts", s.experts},
          {"experts_per_token", s.experts_per_token},
          {"shared_experts", s.shared_experts},
          {"expert_ffn", s.expert_ffn},
          {"dense_layers", s.dense_layers},
          {"kv_latent_dim", s.kv_latent_dim},
          {"q_latent_dim", s.q_latent_dim},
          {"rope_dim", s.rope_dim},
          {"nope_dim", s.nope_dim},
          {"v_head_dim", s.v_head_dim},
          {"window", s.window},
          {"window_layers", s.window_layers}};
}

std::vector<std::filesystem::path> config_files() {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(kSource / "tests/data/hf")) {
    if (entry.path().extension() == ".json") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

json load(const std::filesystem::path& path) {
  return json::parse(wf::model::read_text_file(path).value());
}

const json kLlama = {{"model_type", "llama"},      {"hidden_size", 4096},
                     {"intermediate_size", 14336}, {"num_hidden_layers", 32},
                     {"num_attention_heads", 32},  {"num_key_value_heads", 8},
                     {"vocab_size", 128256}};

}  // namespace

TEST_CASE("a published config.json gives the catalogue's shape and the published count") {
  const auto catalogue = wf::model::load_catalogue(kSource / "assets");
  REQUIRE(catalogue.ok());
  const auto files = config_files();
  CHECK(files.size() >= 40);
  for (const auto& file : files) {
    CAPTURE(file.filename().string());
    const HfModel model = read(load(file));
    const wf::model::CatalogueModel* entry = nullptr;
    for (const auto& candidate : catalogue->models) {
      if (candidate.shape.id == file.stem().string()) entry = &candidate;
    }
    REQUIRE(entry != nullptr);

    const auto expected = numbers(entry->shape), got = numbers(model.shape);
    for (std::size_t i = 0; i < got.size(); ++i) {
      CAPTURE(got[i].first);
      CHECK(got[i].second == expected[i].second);
    }
    REQUIRE(entry->published_params.has_value());
    CHECK(parameters(model.shape) ==
          doctest::Approx(entry->published_params->value).epsilon(0.005));
  }
}

TEST_CASE("an absent key takes the architecture's default") {
  const auto with = [](json config, std::string_view type) {
    config["model_type"] = type;
    return config;
  };
  SUBCASE("tied embeddings") {
    const std::vector<std::string_view> tied = {"gpt2", "opt",   "bloom",  "falcon",
                                                "mpt",  "gemma", "gemma2", "gemma3_text"};
    const std::vector<std::string_view> untied = {
        "llama", "mistral", "mixtral", "qwen2",    "qwen3",       "qwen3_moe", "phi",
        "phi3",  "gptj",    "gpt_oss", "gpt_neox", "deepseek_v3", "glm4_moe"};
    for (const auto type : tied) {
      CAPTURE(type);
      CHECK(read(with({}, type)).shape.tied_embeddings);
      CHECK_FALSE(read(with({{"tie_word_embeddings", false}}, type)).shape.tied_embeddings);
    }
    for (const auto type : untied) {
      CAPTURE(type);
      CHECK_FALSE(read(with({}, type)).shape.tied_embeddings);
      CHECK(read(with({{"tie_word_embeddings", true}}, type)).shape.tied_embeddings);
    }
  }
  SUBCASE("key-value heads: as many as heads, or the class's number; null is as many as heads") {
    json config = kLlama;
    config.erase("num_key_value_heads");
    CHECK(read(config).shape.kv_heads == 32);
    CHECK(read(with(config, "mistral")).shape.kv_heads == 8);
    config["num_key_value_heads"] = nullptr;
    CHECK(read(with(config, "mistral")).shape.kv_heads == 32);
  }
  SUBCASE("head width: hidden over heads, or the class's number") {
    CHECK(read(kLlama).shape.head_dim == 128);
    CHECK(read(with(kLlama, "gemma")).shape.head_dim == 256);
    json config = with(kLlama, "qwen3");
    config["hidden_size"] = 2048;
    CHECK(read(config).shape.head_dim == 128);
    config["head_dim"] = nullptr;
    CHECK(read(config).shape.head_dim == 64);
  }
  SUBCASE("inner width: four times the hidden size") {
    for (const auto type : {"gpt2", "gptj", "bloom", "falcon", "mpt"}) {
      CAPTURE(type);
      CHECK(read(with({{"hidden_size", 1024}, {"n_head", 16}, {"n_inner", nullptr}}, type))
                .shape.ffn == 4096);
    }
  }
  SUBCASE("windows") {
    CHECK(read(with(kLlama, "mistral")).shape.window == 4096);
    json config = with(kLlama, "mistral");
    config["sliding_window"] = nullptr;
    CHECK(read(config).shape.window == 0);
    CHECK(read(with(kLlama, "mixtral")).shape.window == 0);
    CHECK(read(with(kLlama, "gemma2")).shape.window_layers == 16);
    CHECK(read(with(kLlama, "gemma3_text")).shape.window_layers == 27);  // 32 - 32/6
    CHECK(read(with({}, "gpt_oss")).shape.window_layers == 18);
  }
  SUBCASE("Qwen's window is a switch, and starts at max_window_layers") {
    json config = with(kLlama, "qwen2");
    config["sliding_window"] = 32768;
    CHECK(read(config).shape.window == 0);
    config["use_sliding_window"] = true;
    CHECK(read(config).shape.window == 32768);
    CHECK(read(config).shape.window_layers == 4);  // 32 layers, the first 28 without
    config["max_window_layers"] = 0;
    CHECK(read(config).shape.window_layers == 32);
  }
  SUBCASE("biases") {
    CHECK(read(with({}, "gpt2")).shape.bias);
    CHECK(read(with({}, "phi")).shape.bias);
    CHECK(read(with({}, "gpt_oss")).shape.bias);
    CHECK(read(with({}, "qwen2")).shape.qkv_bias);
    CHECK(read(with({}, "qwen2_moe")).shape.qkv_bias);
    CHECK_FALSE(read(with({}, "qwen3")).shape.qkv_bias);
    CHECK(read(with({{"attention_bias", true}}, "llama")).shape.qkv_bias);
    CHECK_FALSE(read(with({}, "mpt")).shape.bias);
  }
  SUBCASE("an empty config is the class's own model") {
    CHECK(parameters(read(with({}, "gpt2")).shape) == doctest::Approx(124439808).epsilon(0.001));
    CHECK(parameters(read(with({}, "llama")).shape) == doctest::Approx(6738415616).epsilon(0.001));
    CHECK(parameters(read(with({}, "gemma")).shape) == doctest::Approx(8537680896).epsilon(0.001));
    CHECK(parameters(read(with({}, "falcon")).shape) == doctest::Approx(6921720704).epsilon(0.001));
    CHECK(parameters(read(with({}, "deepseek_v3")).shape) == doctest::Approx(671e9).epsilon(0.001));
    CHECK(parameters(read(with({}, "gpt_oss")).shape) == doctest::Approx(116.83e9).epsilon(0.001));
    CHECK_FALSE(read(with({}, "gpt2")).notes.empty());  // a size that was not written is noted
  }
}

TEST_CASE("mixtures of experts: which layers are dense, and what is shared") {
  SUBCASE("Qwen1.5-MoE-A2.7B: a shared expert four times as wide") {
    const HfModel model = read({{"model_type", "qwen2_moe"}});
    CHECK(model.shape.experts == 60);
    CHECK(model.shape.shared_experts == 4);
    // 14.3B published.
    CHECK(parameters(model.shape) == doctest::Approx(14.3e9).epsilon(0.005));
  }
  SUBCASE("a step and a list of plain layers") {
    json config = {{"model_type", "qwen3_moe"},
                   {"num_hidden_layers", 10},
                   {"decoder_sparse_step", 2},
                   {"mlp_only_layers", {1, 1, 2, 99}}};
    CHECK(read(config).shape.dense_layers == 6);  // layers 2,4,…,10 but not layer 2 (index 1)
  }
  SUBCASE("DeepSeek: first layers, frequency, no experts at all") {
    json config = {{"model_type", "deepseek_v3"},
                   {"num_hidden_layers", 9},
                   {"first_k_dense_replace", 3},
                   {"moe_layer_freq", 2}};
    CHECK(read(config).shape.dense_layers == 6);  // experts in layers 4, 6 and 8 (from 0)
    config["first_k_dense_replace"] = 50;
    CHECK(read(config).shape.dense_layers == 9);
    config["n_routed_experts"] = nullptr;
    CHECK(read(config).shape.experts == 0);
    config["kv_lora_rank"] = nullptr;
    CHECK(read(config).shape.kv_latent_dim == 0);
  }
  SUBCASE("Llama 4 Scout and Maverick") {
    const ModelShape scout = read({{"model_type", "llama4_text"}}).shape;
    CHECK(scout.dense_layers == 0);
    CHECK(scout.window_layers == 36);  // three of four layers attend within chunks of 8192
    // From memory: 108.6 B on the Hub, of which some 0.9 B are the vision tower.
    CHECK(parameters(scout) == doctest::Approx(107.8e9).epsilon(0.005));
    const ModelShape maverick =
        read({{"model_type", "llama4"},
              {"text_config", {{"num_local_experts", 128}, {"interleave_moe_layer_step", 2}}}})
            .shape;
    CHECK(maverick.dense_layers == 24);
    CHECK(maverick.ffn == 16384);
    CHECK(parameters(maverick) == doctest::Approx(400e9).epsilon(0.005));
  }
}

TEST_CASE("names that differ and names that are missing") {
  SUBCASE("architectures stands in for model_type") {
    json config = kLlama;
    config.erase("model_type");
    config["architectures"] = {"LlamaForCausalLM"};
    CHECK(read(config).shape.vocab == 128256);
    CHECK(read({{"architectures", {"GPT2LMHeadModel"}}}).shape.learned_positions == 1024);
    CHECK(read({{"architectures", {"MPTForCausalLM"}}}).shape.layers == 24);
  }
  SUBCASE("Falcon's first names") {
    const json config = {{"architectures", {"RWForCausalLM"}},
                         {"model_type", "RefinedWebModel"},
                         {"multi_query", true}};
    CHECK(read(config).shape.kv_heads == 1);
    CHECK(read({{"model_type", "falcon"}, {"multi_query", false}}).shape.kv_heads == 71);
  }
  SUBCASE("the language model of a multimodal config") {
    const json config = {{"model_type", "llava"},
                         {"torch_dtype", "float16"},
                         {"tie_word_embeddings", true},
                         {"text_config", {{"hidden_size", 5120}, {"num_attention_heads", 40}}}};
    const HfModel model = read(config);
    CHECK(model.shape.hidden == 5120);
    CHECK(model.shape.tied_embeddings);
    CHECK(model.dtype == Precision::kFp16);
  }
  SUBCASE("OPT-350M, whose embeddings are narrower than its layers: 331 196 416") {
    const json config = {{"model_type", "opt"},       {"hidden_size", 1024},
                         {"ffn_dim", 4096},           {"num_hidden_layers", 24},
                         {"num_attention_heads", 16}, {"word_embed_proj_dim", 512}};
    CHECK(parameters(read(config).shape) == 331196416);
  }
  SUBCASE("MPT without ALiBi has a position table") {
    const json config = {{"model_type", "mpt"}, {"attn_config", {{"alibi", false}}}};
    CHECK(read(config).shape.learned_positions == 2048);
    CHECK(read({{"model_type", "mpt"}}).shape.learned_positions == 0);
    CHECK(read({{"model_type", "mpt"}, {"attn_config", {{"attn_type", "multiquery_attention"}}}})
              .shape.kv_heads == 1);
  }
  SUBCASE("the type of the weights is told, not used") {
    const auto dtype = [](json value) {
      return read({{"model_type", "llama"}, {"dtype", std::move(value)}}).dtype;
    };
    CHECK(dtype("bfloat16") == Precision::kBf16);
    CHECK(dtype("torch.float16") == Precision::kFp16);
    CHECK(dtype("float8_e4m3fn") == Precision::kFp8);
    CHECK_FALSE(dtype("auto").has_value());
    const json fp8 = {{"model_type", "llama"}, {"quantization_config", {{"quant_method", "fp8"}}}};
    CHECK(read(fp8).notes.back().find("fp8") != std::string::npos);
  }
}

TEST_CASE("what is wrong, where, and what to do") {
  const auto says = [](const json& config, std::initializer_list<std::string_view> parts) {
    const std::string text = fault(config);
    CAPTURE(text);
    CHECK(text.starts_with("config.json: "));
    for (const auto part : parts) CHECK_MESSAGE(text.find(part) != std::string::npos, part);
  };
  const auto with = [](std::string_view key, json value) {
    json config = kLlama;
    config[std::string(key)] = std::move(value);
    return config;
  };
  says(nullptr, {"null", "an object was expected"});
  says(json::array({1}), {"array", "an object was expected"});
  says(json::object(), {"\"model_type\" and \"architectures\" are missing", "llama"});
  says({{"model_type", "mamba"}},
       {"\"mamba\", which is not known", "deepseek_v3", "give the shape as an object"});
  says({{"model_type", 3}}, {"\"model_type\" is 3", "a string"});
  says(with("hidden_size", "big"), {"\"hidden_size\" is \"big\"", "a whole number from 1"});
  says(with("hidden_size", 0), {"\"hidden_size\" is 0"});
  says(with("hidden_size", -4096), {"\"hidden_size\" is -4096"});
  says(with("hidden_size", 4096.5), {"\"hidden_size\" is 4096.5"});
  says(with("hidden_size", 1e300), {"\"hidden_size\" is 1e+300", "1e+09"});
  says(with("hidden_size", true), {"\"hidden_size\" is true"});
  says(with("hidden_size", {{"a", 1}}), {"\"hidden_size\" is object"});
  says(with("tie_word_embeddings", "yes"), {"\"tie_word_embeddings\" is \"yes\"", "true or false"});
  says(with("num_key_value_heads", 64), {"num_key_value_heads 64 exceed the 32"});
  says(with("num_attention_heads", 8192), {"num_attention_heads 8192 exceed"});
  says({{"model_type", "mixtral"}, {"num_experts_per_tok", 9}}, {"num_experts_per_tok 9 exceed"});
  says({{"model_type", "gpt_oss"}, {"layer_types", {"linear_attention"}}},
       {"\"linear_attention\"", "not modelled"});
  says({{"model_type", "gpt_oss"}, {"layer_types", 7}}, {"\"layer_types\" is 7", "a list"});
  says({{"model_type", "deepseek_v2"}}, {"\"num_experts_per_tok\" is missing"});
  says({{"model_type", "qwen3_moe"}, {"mlp_only_layers", {"x"}}}, {"\"mlp_only_layers\" is \"x\""});
  says({{"model_type", "gemma3"}, {"text_config", {{"vocab_size", "x"}}}}, {"\"vocab_size\""});
}

TEST_CASE("no JSON crashes it, and what it accepts is a shape") {
  std::mt19937 random(20261121);
  const auto below = [&](std::size_t n) {
    return std::uniform_int_distribution<std::size_t>(0, n - 1)(random);
  };
  const std::vector<json> values = {
      nullptr,
      true,
      false,
      0,
      1,
      -1,
      2,
      7,
      4096,
      1.5,
      1e9,
      1e10,
      -0.0,
      1e308,
      18446744073709551615u,
      "",
      "bfloat16",
      "sliding_attention",
      "\xff\xfe",
      std::string(500, 'x'),
      json::array(),
      json::array({1, nullptr, "full_attention"}),
      json::object(),
      {{"alibi", 3}},
      {{"model_type", "llama"}, {"hidden_size", 64}, {"num_attention_heads", 65}}};
  std::vector<json> seeds;
  for (const auto& file : config_files()) seeds.push_back(load(file));
  for (const auto type : wf::model::hf_model_types()) seeds.push_back({{"model_type", type}});
  std::vector<std::string> keys = {"text_config",        "attn_config",
                                   "ffn_config",         "quantization_config",
                                   "mlp_only_layers",    "moe_layers",
                                   "no_rope_layers",     "dtype",
                                   "architectures",      "interleave_moe_layer_step",
                                   "n_head_kv",          "sliding_window_pattern",
                                   "word_embed_proj_dim"};
  for (const json& seed : seeds) {
    for (const auto& [key, value] : seed.items()) keys.push_back(key);
  }

  int accepted = 0, refused = 0;
  for (int round = 0; round < 20000; ++round) {
    json config = seeds[below(seeds.size())];
    for (std::size_t edit = 0, edits = 1 + below(3); edit < edits; ++edit) {
      const std::string& key = keys[below(keys.size())];
      switch (below(3)) {
        case 0:
          config.erase(key);
          break;
        case 1:
          config[key] = values[below(values.size())];
          break;
        default:
          config[key] = seeds[below(seeds.size())];
      }
    }
    const auto result = read_hf_config(config, "fuzz.json");
    if (!result.ok()) {
      ++refused;
      if (result.error().what.empty()) FAIL("an error without a word");
      continue;
    }
    ++accepted;
    const ModelShape& shape = result->shape;
    bool sound = shape.layers >= 1 && shape.hidden >= 1 && shape.heads >= 1 && shape.vocab >= 1 &&
                 shape.kv_heads >= 1 && shape.kv_heads <= shape.heads && shape.head_dim >= 1 &&
                 shape.dense_layers <= shape.layers && shape.window_layers <= shape.layers;
    for (const auto& [name, number] : numbers(shape)) {
      sound = sound && std::isfinite(number) && number >= 0;
    }
    if (!sound) FAIL(config.dump(-1, ' ', true, json::error_handler_t::replace));
  }
  // Both ways are well trodden.
  CHECK(accepted > 2000);
  CHECK(refused > 2000);
}
