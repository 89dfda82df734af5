using System.IO.Compression;
using System.Text.Json.Nodes;
using SparseAutoencoders.Tests.Data;

namespace SparseAutoencoders.Tests.Exchange;

/// <summary>What is written for another tool says what the model says; there and back every array has its bytes, and every key its value.</summary>
public sealed class RoundTripTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public static TheoryData<string, string> Ways
    {
        get
        {
            var ways = new TheoryData<string, string>();
            foreach (var name in ForeignModelsTests.All.Where(name => !name.Contains("refused", StringComparison.Ordinal)))
                foreach (var format in SparseAutoencoder.FormatsWritten) ways.Add(name, format);
            return ways;
        }
    }

    public static TheoryData<string, string> Writable => [.. Ways.Where(way => Says(way.Data.Item1, way.Data.Item2)).Select(way => (way.Data.Item1, way.Data.Item2))];

    public void Dispose() => _folder.Dispose();

    [Theory, MemberData(nameof(Ways))]
    public void A_model_written_in_a_format_gives_the_same_codes_and_outputs_or_is_refused(string name, string format)
    {
        var model = SparseAutoencoder.Load(ForeignModelsTests.PathOf(name));
        var path = _folder[format == SparseAutoencoder.OwnFormat ? "model.safetensors" : "written"];
        if (!Says(name, format))
        {
            var refusal = Assert.Throws<InvalidDataException>(() => model.Save(path, format));
            Assert.StartsWith($"{format}: ", refusal.Message, StringComparison.Ordinal);
            Assert.False(Path.Exists(path));
            return;
        }
        model.Save(path, format);
        var written = SparseAutoencoder.Load(path);
        using var rows = ForeignModelsTests.Inputs;
        // Folding rounds each weight once more, and sums of 24 products are then off by a few roundings of their largest.
        Near(model.Encode(rows).ToMatrix<double>(), written.Encode(rows).ToMatrix<double>(), 2e-5);
        Near(model.Reconstruct(rows).ToMatrix<double>(), written.Reconstruct(rows).ToMatrix<double>(), 2e-5);
    }

    [Theory, MemberData(nameof(Writable))]
    public void There_and_back_every_array_has_its_bytes_and_every_key_its_value(string name, string format)
    {
        var source = ForeignSource.Open(ForeignModelsTests.PathOf(name))!;
        var home = ForeignFormats.Of(source).Name;
        // Formats that are not written have no way back; some things are written otherwise than they were read, and say the same (docs/exchange.md).
        if (!SparseAutoencoder.FormatsWritten.Contains(home) || IsWrittenOtherwise(name, format)) return;
        var there = _folder[format == SparseAutoencoder.OwnFormat ? "there.safetensors" : "there"];
        SparseAutoencoder.Load(ForeignModelsTests.PathOf(name)).Save(there, format);
        var back = _folder["back"];
        SparseAutoencoder.Load(there).Save(back, home);
        var again = ForeignSource.Open(back)!;
        Assert.Equal(source.Tensors.Keys.Order(), again.Tensors.Keys.Order());
        foreach (var tensor in source.Tensors.Values)
        {
            var other = again.Tensors[tensor.Name];
            Assert.Equal((tensor.Type, string.Join(',', tensor.Shape)), (other.Type, string.Join(',', other.Shape)));
            Assert.True(tensor.Bytes().AsSpan().SequenceEqual(other.Bytes()), $"{tensor.Name} has other bytes");
        }
        if (source.Config.Json is { } config) Kept(config, again.Config.Json!, "");
    }

    // What PyTorch reads with weights_only=True (Fixtures/check_written.py).
    [Theory]
    [InlineData("dictionary-learning-gated", "gated.pt")]
    [InlineData("saelens-jumprelu-bf16-unsubtracted", "jumprelu-bf16.pt")]
    public void A_file_for_PyTorch_is_the_one_that_PyTorch_has_read(string name, string file)
    {
        SparseAutoencoder.Load(ForeignModelsTests.PathOf(name)).Save(_folder["written"], "dictionary-learning");
        using var wanted = ZipFile.OpenRead(ForeignModelsTests.PathOf($"written/{file}"));
        using var found = ZipFile.OpenRead(_folder["written/ae.pt"]);
        Assert.Equal(wanted.Entries.Select(entry => entry.FullName), found.Entries.Select(entry => entry.FullName));
        foreach (var entry in found.Entries) Assert.Equal(entry.Length, entry.CompressedLength);
        foreach (var (a, b) in wanted.Entries.Zip(found.Entries)) Assert.Equal(Bytes(a), Bytes(b));

        static byte[] Bytes(ZipArchiveEntry entry)
        {
            using var stream = entry.Open();
            using var bytes = new MemoryStream();
            stream.CopyTo(bytes);
            return bytes.ToArray();
        }
    }

    // Keys may be added; what was there stays.
    private static void Kept(JsonObject before, JsonObject after, string at)
    {
        foreach (var (key, value) in before)
        {
            Assert.True(after.ContainsKey(key), $"{at}{key} is gone");
            if (value is JsonObject inner) Kept(inner, (JsonObject)after[key]!, $"{at}{key}.");
            else Assert.True(JsonNode.DeepEquals(value, after[key]), $"{at}{key}: {value?.ToJsonString()} is {after[key]?.ToJsonString()}");
        }
    }

    // Folded lengths, factors, scalings and logarithms; descriptions of older versions; training checkpoints, which become models for use.
    private static bool IsWrittenOtherwise(string name, string format) => name is "saelens-topk-lengths" or "saelens-batchtopk-lengths" or "saelens-batchtopk-checkpoint" or "saelens-matryoshka-checkpoint" or "saelens-jumprelu-logarithms" or "saelens-average"
        or "saelens-forgotten-threshold" or "saelens-v3" or "saelens-v4-factors" or "saelens-v5-topk" or "dictionary-learning-backup" or "dictionary-learning-topk" or "gemma-scope-small-w" or "gemma-scope/embedding/width_24/average_l0_5"
        or "dictionary-learning-batch-topk-unset" or "gemma-scope-transcoder"
        // A bias that is taken off there and not here is reckoned in, and rounds.
        || (name is "saelens-jumprelu" && format is "gemma-scope" or "dictionary-learning") || (name is "saelens-standard" or "saelens-standard-f16" or "saelens-standard-bf16" or "saelens-standard-f64" or "saelens-hook-z" && format is "gemma-scope")
        || (name.StartsWith("interplm", StringComparison.Ordinal)) || (name.StartsWith("dictionary-learning", StringComparison.Ordinal) && format is "gemma-scope");

    /// <summary>Whether a format has words for a model.</summary>
    private static bool Says(string name, string format)
    {
        var model = SparseAutoencoder.Load(ForeignModelsTests.PathOf(name));
        var sparsity = (L0Options)model.Options.Sparsity;
        var isLargest = sparsity is TopKOptions;
        var isTranscoder = model.IsTranscoder;
        return format switch
        {
            SparseAutoencoder.OwnFormat => true,
            _ when sparsity is TopKOptions { NegativeCodes: true } => false,
            "saelens" => !(isTranscoder && (isLargest || sparsity is GatedOptions)) && (sparsity.Prefixes is null || name.StartsWith("saelens", StringComparison.Ordinal)) && (sparsity.Skip is null || isTranscoder),
            "sparsify" => isLargest && sparsity.Prefixes is null && sparsity.RowScale is null && (!isTranscoder || model.Outputs == model.Inputs),
            "dictionary-learning" => !isTranscoder && sparsity.Skip is null && sparsity.RowScale is null && (sparsity.Prefixes is null || sparsity is BatchTopKOptions),
            "gemma-scope" => !isLargest && sparsity is not GatedOptions && !isTranscoder && sparsity.RowScale is null && sparsity.Prefixes is null,
            "sentence-transformers" => isLargest && name.StartsWith("sentence-transformers", StringComparison.Ordinal),
            _ => throw new ArgumentException(format),
        };
    }

    private static void Near(Matrix<double> wanted, Matrix<double> found, double bound)
    {
        var size = 1.0;
        foreach (var x in wanted.All) size = Math.Max(size, Math.Abs(x));
        for (var i = 0; i < wanted.All.Length; i++) Assert.True(Math.Abs(wanted.All[i] - found.All[i]) <= bound * size, $"{i}: {wanted.All[i]} is {found.All[i]}");
    }
}
