#if !DEBUG                                                       // Debug builds add in blocks of other sizes: other bits
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using SparseAutoencoders.Tests.Data;
using SparseAutoencoders.Tests.Training;

namespace SparseAutoencoders.Tests.Golden;

/// <summary>Models, codes and figures of unscaled rows, to the last bit: what a rebuilding of the library must leave as it was (bits.txt).</summary>
/// <remarks>A change of the mathematics changes them. Then bits.txt is made anew, from the file that the failing test names, and the commit says why.</remarks>
public sealed class BitsTests : IDisposable
{
    private const string Table = "bits.txt";

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Models_codes_and_figures_are_those_of_before()
    {
        var now = Cases().Select(one => $"{one.Name} {Hash(one.Options)}").ToList();
        var before = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Golden", Table));
        var made = Path.Combine(AppContext.BaseDirectory, "Golden", "bits.now.txt");
        File.WriteAllLines(made, now);
        Assert.True(before.SequenceEqual(now), $"Other bits: {string.Join("; ", now.Except(before).Take(5))}. All of them are in {made}.");
    }

    [Theory]
    [InlineData("adam")]
    [InlineData("lbfgs")]
    public void Runs_of_earlier_builds_go_on_to_the_model_they_ended_with(string name)
    {
        var (kept, path) = (Path.Combine(AppContext.BaseDirectory, "Golden", "runs", name), _folder["run"]);
        Directory.CreateDirectory(path);
        foreach (var file in Directory.EnumerateFiles(kept))
            if (Path.GetFileName(file) != "model.safetensors") File.Copy(file, Path.Combine(path, Path.GetFileName(file)));
        using var run = RunFolder.Open(path);
        SparseAutoencoder.Resume(Samples.Rows(60, 6), run, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(File.ReadAllBytes(Path.Combine(kept, "model.safetensors")), File.ReadAllBytes(run.Model));
    }

    [Theory]
    [InlineData("adam")]
    [InlineData("lbfgs")]
    public void Model_files_of_earlier_builds_are_read_and_written_byte_for_byte(string name)
    {
        var kept = Path.Combine(AppContext.BaseDirectory, "Golden", "runs", name, "model.safetensors");
        SparseAutoencoder.Load(kept).Save(_folder["again"]);
        Assert.Equal(File.ReadAllBytes(kept), File.ReadAllBytes(_folder["again"]));
    }

    private static IEnumerable<(string Name, TrainingOptions Options)> Cases() =>
        from sparsity in (SparsityOptions[])[new KlOptions { Rho = 0.1 }, new KlOptions { Rho = 0.1, Beta = 3, RhoEstimate = RhoEstimate.Running }, new HeldOptions { Rho = 0.1 }]
        from optimizer in (OptimizerOptions[])[new AdamOptions { Epochs = 3, Batch = 32 }, new SgdOptions { Epochs = 3, Batch = 32, WarmUp = 2 }, new LbfgsOptions { Iterations = 5 }]
        from loss in (LossOptions[])[new SquaredErrorOptions(), new CrossEntropyOptions()]
        from decoder in Enum.GetValues<OutputFunction>()
        where loss is SquaredErrorOptions || decoder == OutputFunction.Sigmoid
        from tied in (bool[])[false, true]
        from precision in Enum.GetValues<Precision>()
        from kept in (int[])[1024, 0]
        let options = new TrainingOptions { HiddenUnits = 9, Sparsity = sparsity, Optimizer = optimizer, Loss = loss, Decoder = decoder, Tied = tied, Precision = precision, KeptMegabytes = kept, Revive = tied, Threads = 2 }
        let words = (string[])
        [
            sparsity.GetType().Name[..^7], sparsity is KlOptions { RhoEstimate: RhoEstimate.Running } ? "running" : "batch", optimizer.GetType().Name[..^7], loss.GetType().Name[..^7],
            $"{decoder}", tied ? "tied" : "free", $"{precision}", kept > 0 ? "kept" : "read",
        ]
        select (string.Join('-', words).ToLowerInvariant(), options);

    private string Hash(TrainingOptions options)
    {
        // More rows than a block of 1,024, and widths that are multiples of nothing.
        using var rows = Samples.Rows(1100, 11);
        var model = rows.Learn(options);
        var path = _folder["m"];
        model.Save(path);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        // The file but for its description, which names the library's version.
        var file = File.ReadAllBytes(path);
        hash.AppendData(file.AsSpan(8 + BitConverter.ToInt32(file)));
        hash.AppendData(MemoryMarshal.AsBytes(model.Encode(rows).ToMatrix<double>().All));
        hash.AppendData(MemoryMarshal.AsBytes(model.Reconstruct(rows).ToMatrix<double>().All));
        var figures = model.Judge(rows);
        hash.AppendData(MemoryMarshal.AsBytes<double>([figures.LossTotal, figures.MeanActivation, figures.ExplainedVariance, figures.LifetimeSparseness, figures.PopulationSparseness]));
        foreach (var epoch in model.Run!.History) hash.AppendData(MemoryMarshal.AsBytes<double>([epoch.LossTotal, epoch.MeanActivation]));
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..32];
    }
}
#endif
