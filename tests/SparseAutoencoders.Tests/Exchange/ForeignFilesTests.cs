using System.IO.Compression;
using System.Text;
using SparseAutoencoders.Tests.Data;

namespace SparseAutoencoders.Tests.Exchange;

/// <summary>What is refused, and in which words; what is kept of what files say.</summary>
public sealed class ForeignFilesTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("refused/runs-something.pt", "posix.system", "is not run")]
    [InlineData("refused/whole-module.pt", "torch.nn.modules.linear.Linear", "torch.save(model.state_dict(), path)")]
    [InlineData("refused/compressae.pt", "CompresSAE", "largest by magnitude")]
    [InlineData("refused/nothing-known.pt", "some (4x6 F32)", "Known are models of")]
    [InlineData("refused/a-tensor.pt", "no dictionary of weights", "torch.save(model.state_dict(), path)")]
    [InlineData("saelens-refused-temporal", "'temporal'", "Give one of standard, topk")]
    [InlineData("saelens-refused-whitened", "covariance_whitening", "Fold the scaling in SAELens")]
    [InlineData("saelens-refused-average-without", "expected_average_only_in", "activation_scaler.json")]
    [InlineData("sparsify-refused-groupmax", "'groupmax'", "Give one of topk")]
    [InlineData("dictionary-learning-batch-topk-refused-alone", "AutoEncoderTopK and BatchTopKSAE", "dict_class")]
    public void What_is_not_read_is_refused_in_one_line_by_its_name(string name, string finding, string wayOut)
    {
        var refusal = Assert.Throws<InvalidDataException>(() => SparseAutoencoder.Load(ForeignModelsTests.PathOf(name)));
        Assert.Contains(finding, refusal.Message, StringComparison.Ordinal);
        Assert.Contains(wayOut, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
        Assert.False(File.Exists("/tmp/sparse-autoencoders-was-here"));
    }

    [Fact]
    public void What_a_file_says_of_itself_is_told()
    {
        var origin = SparseAutoencoder.Load(ForeignModelsTests.PathOf("saelens-topk")).Origin!;
        Assert.Equal(("saelens", "SAELens", "6.20.1"), (origin.Format, origin.Tool, origin.Version));
        Assert.Equal("gpt2-small", origin.MadeFor["model_name"]);
        Assert.Equal("blocks.8.hook_resid_pre", origin.MadeFor["hook_name"]);
        Assert.Contains("metadata.a_key_nobody_knows", origin.Unused);
        Assert.Equal("20", SparseAutoencoder.Load(ForeignModelsTests.PathOf("gemma-scope/layer_20/width_24/average_l0_71")).Origin!.MadeFor["layer"]);
        Assert.Contains(SparseAutoencoder.Load(ForeignModelsTests.PathOf("dictionary-learning-backup")).Origin!.Notes, note => note.Contains("norm_factor", StringComparison.Ordinal));
        Assert.Contains("stats_last_nonzero", SparseAutoencoder.Load(ForeignModelsTests.PathOf("openai-topk")).Origin!.Unused);
    }

    [Theory]
    [InlineData("saelens-topk", "sae_weights.safetensors")]
    [InlineData("dictionary-learning-relu", "ae.pt")]
    [InlineData("llama-scope-residual", "checkpoints/final.safetensors")]
    [InlineData("saev-relu", "sae.pt")]
    public void A_folder_and_its_file_are_the_same_model(string name, string file)
    {
        using var rows = ForeignModelsTests.Inputs;
        var (folder, alone) = (SparseAutoencoder.Load(ForeignModelsTests.PathOf(name)), SparseAutoencoder.Load(Path.Combine(ForeignModelsTests.PathOf(name), file)));
        Assert.True(folder.Encode(rows).ToMatrix<float>().All.SequenceEqual(alone.Encode(rows).ToMatrix<float>().All));
    }

    [Fact]
    public void A_model_of_another_tool_is_saved_as_one_of_ours_with_all_it_says()
    {
        var path = _folder["model.safetensors"];
        var model = SparseAutoencoder.Load(ForeignModelsTests.PathOf("sentence-transformers-normalize"));
        model.Save(path);
        var saved = SparseAutoencoder.Load(path);
        Assert.Equal(model.Origin!.Config!.ToJsonString(), saved.Origin!.Config!.ToJsonString());
        Assert.Equal("stats_last_nonzero", Assert.Single(saved.Origin.Extra).Name);
        Assert.Equal(RowScaling.LayerNorm, ((L0Options)saved.Options.Sparsity).RowScale);
        using var rows = ForeignModelsTests.Inputs;
        Assert.True(model.Reconstruct(rows).ToMatrix<float>().All.SequenceEqual(saved.Reconstruct(rows).ToMatrix<float>().All));
    }

    [Fact]
    public void Description_and_weights_that_do_not_belong_together_are_refused()
    {
        Copy("saelens-standard");
        File.Copy(Path.Combine(ForeignModelsTests.PathOf("sparsify-topk"), "cfg.json"), _folder["cfg.json"], overwrite: true);
        File.WriteAllText(_folder["cfg.json"], """{"architecture": "standard", "d_in": 8, "d_sae": 32}""");
        Assert.Contains("do not belong together", Refusal(_folder["sae_weights.safetensors"]), StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_without_the_description_they_need_are_refused()
    {
        Copy("saelens-standard");
        File.Delete(_folder["cfg.json"]);
        Assert.Contains("Put its cfg.json beside it", Refusal(_folder["sae_weights.safetensors"]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[1, 2]")]
    [InlineData("{\"d_in\": 8, \"d_in\": 8}")]
    [InlineData("{\"d_in\": \"eight\"}")]
    [InlineData("{\"architecture\": {\"a\": 1}}")]
    [InlineData("{\"architecture\": \"\\ud800\"}")]
    [InlineData("{\"architecture\": \"topk\"}")]
    [InlineData("{\"architecture\": \"topk\", \"k\": 2.5}")]
    [InlineData("{\"architecture\": \"topk\", \"k\": 25}")]
    public void A_description_that_is_none_is_refused(string text)
    {
        Copy("saelens-standard");
        File.WriteAllText(_folder["cfg.json"], text);
        Refusal(_folder.Path);
    }

    [Fact]
    public void A_description_that_is_no_text_is_refused()
    {
        Copy("saelens-standard");
        File.WriteAllBytes(_folder["cfg.json"], [.. "{\"architecture\": \""u8, 0xff, .. "\"}"u8]);
        Refusal(_folder.Path);
    }

    [Fact]
    public void A_folder_whose_weights_are_of_no_known_kind_is_refused()
    {
        File.WriteAllText(_folder["ae.pt"], "no weights");
        Assert.Contains("ae.pt: does not begin as", Refusal(_folder.Path), StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_without_weights_is_refused_with_what_was_looked_for()
    {
        File.WriteAllText(_folder["notes.txt"], "nothing");
        Assert.Contains("sae_weights.safetensors", Refusal(_folder.Path), StringComparison.Ordinal);
    }

    [Fact]
    public void A_tensor_that_repeats_its_numbers_is_refused()
    {
        // One number, said to be 1,000,000 by steps of 0.
        Write("}(X\u0001\0\0\0wctorch._utils\n_rebuild_tensor_v2\n((X\u0007\0\0\0storagectorch\nFloatStorage\nX\u0001\0\0\00X\u0003\0\0\0cpuK\u0001tQK\0J\u0040\u0042\u000f\0\u0085K\0\u0085\u0089ccollections\nOrderedDict\n)RtRu.", new byte[4]);
        Assert.Contains("does not lie within its numbers", Refusal(_folder["m.pt"]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cos\nsystem\n.", "os.system")]
    [InlineData("cbuiltins\neval\n(X\u0002\0\0\0hitR.", "builtins.eval")]
    [InlineData("X\u0002\0\0\0osX\u0006\0\0\0system\u0093.", "os.system")]
    [InlineData("ctorch.storage\n_load_from_bytes\n.", "torch.storage._load_from_bytes")]
    [InlineData("i", "opcode 0x69")]
    [InlineData("(", "ends too early")]
    [InlineData("t.", "takes more than there is")]
    public void A_pickle_that_asks_for_more_than_weights_is_refused_by_name(string pickle, string finding)
    {
        Write(pickle, []);
        Assert.Contains(finding, Refusal(_folder["m.pt"]), StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_that_are_packed_are_refused()
    {
        using (var archive = ZipFile.Open(_folder["m.pt"], ZipArchiveMode.Create))
        using (var member = archive.CreateEntry("a/data.pkl", CompressionLevel.Optimal).Open()) member.Write(new byte[100_000]);
        Assert.Contains("packed members", Refusal(_folder["m.pt"]), StringComparison.Ordinal);
    }

    // The letters are the pickle's bytes.
    private void Write(string pickle, byte[] numbers)
    {
        using var archive = ZipFile.Open(_folder["m.pt"], ZipArchiveMode.Create);
        using (var member = archive.CreateEntry("a/data.pkl", CompressionLevel.NoCompression).Open()) member.Write([0x80, 2, .. Encoding.Latin1.GetBytes(pickle)]);
        using (var member = archive.CreateEntry("a/data/0", CompressionLevel.NoCompression).Open()) member.Write(numbers);
    }

    private void Copy(string name)
    {
        foreach (var file in Directory.EnumerateFiles(ForeignModelsTests.PathOf(name))) File.Copy(file, _folder[Path.GetFileName(file)]);
    }

    private static string Refusal(string path)
    {
        var message = Assert.Throws<InvalidDataException>(() => SparseAutoencoder.Load(path)).Message;
        Assert.DoesNotContain('\n', message);
        return message;
    }
}
