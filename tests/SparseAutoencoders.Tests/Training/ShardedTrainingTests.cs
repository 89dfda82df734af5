using SparseAutoencoders.Tests.Kernels;
using SparseAutoencoders.Tests.Model;

namespace SparseAutoencoders.Tests.Training;

/// <summary>A model depends on how many shards rows are cut into, and not on how many machines share them out.</summary>
public sealed class ShardedTrainingTests
{
    private const int Shards = 4, Count = 203;                   // no two shards' rows end a batch alike

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Cases =>
    [
        "kl adam", "kl sgd", "kl lbfgs", "kl adam running", "kl adam cross-entropy", "kl adam zca", "kl adam double minmax impute", "kl lbfgs tied standard", "held adam", "held lbfgs", "held sgd read again", "held contrast adam", "held contrast lbfgs", "held adam revive",
        "topk adam", "batch-topk adam", "batch-topk adam prefixes", "batch-topk adam read again", "jumprelu adam", "jumprelu sgd", "jumprelu adam double", "l1 adam", "l1 adam free", "gated adam", "topk adam silent", "batch-topk adam targets", "jumprelu adam silent",
    ];

    [Theory, MemberData(nameof(Cases))]
    public void Train_gives_the_same_bits_on_any_number_of_machines_and_threads(string words)
    {
        var (options, rows) = (Options(words), RowsOf(words));
        var expected = Facts(SparseAutoencoder.Train(rows, options with { Threads = 1 }, cancellation: Cancel), rows, Alone.Instance);
        Assert.Equal(expected, Facts(SparseAutoencoder.Train(rows, options with { Threads = 2 }, cancellation: Cancel), rows, Alone.Instance));
        foreach (var machines in (int[])[2, 4])
            Assert.All(ThreadGroup.Run(machines, group => Facts(SparseAutoencoder.Train(rows, options with { Threads = 1 }, group, cancellation: Cancel), rows, group)), facts => Assert.Equal(expected, facts));
        // Shards do something: as one the sums are others, if only in their last digits.
        Assert.NotEqual(expected, Facts(SparseAutoencoder.Train(rows, options with { Shards = 1 }, cancellation: Cancel), rows, Alone.Instance));
    }

    [Theory, InlineData("held adam"), InlineData("kl lbfgs"), InlineData("jumprelu adam silent")]
    public void A_run_stopped_goes_on_with_more_or_fewer_machines_to_the_same_bits(string words)
    {
        var (options, rows) = (Options(words) with { Threads = 1 }, RowsOf(words));
        var expected = SparseAutoencoder.Train(rows, options, cancellation: Cancel).Fingerprint(rows);
        foreach (var (before, after) in ((int, int)[])[(4, 1), (1, 4), (4, 2), (2, 4)])
        {
            var folder = Path.Combine(Directory.CreateTempSubdirectory().FullName, "run");
            using (var stop = new CancellationTokenSource())
            {
                Assert.ThrowsAny<OperationCanceledException>(() => ThreadGroup.Run(before, group =>
                {
                    using var run = group.Rank == 0 ? RunFolder.Create(folder) : null;
                    // The last machine is asked to stop, and all do.
                    var progress = new Listener(told => { if (told.Done == 2 && group.Rank == group.Count - 1) stop.Cancel(); });
                    return SparseAutoencoder.Train(rows, options, group, run, progress, group.Rank == group.Count - 1 ? stop.Token : CancellationToken.None);
                }));
            }
            var models = ThreadGroup.Run(after, group =>
            {
                using var run = group.Rank == 0 ? RunFolder.Open(folder) : RunFolder.Follow(folder);
                return SparseAutoencoder.Resume(rows, run, group, threads: 1, cancellation: Cancel).Fingerprint(rows);
            });
            Assert.All(models, found => Assert.Equal(expected, found));
            Assert.Equal(expected, SparseAutoencoder.Load(Path.Combine(folder, RunFolder.ModelName)).Fingerprint(rows));
            Directory.Delete(Path.GetDirectoryName(folder)!, recursive: true);
        }
    }

    [Fact]
    public void Machines_with_other_rows_or_options_are_refused()
    {
        var options = Options("kl adam");
        SparseAutoencoder Train(IGroup group, IRows rows, TrainingOptions own) => SparseAutoencoder.Train(rows, own, group, cancellation: Cancel);
        Assert.Contains("machine 1 has other rows than machine 0", Assert.Throws<InvalidDataException>(() => ThreadGroup.Run(2, group => Train(group, Samples.Rows(Count, 9, seed: 7 + (ulong)group.Rank), options))).Message);
        Assert.Contains("machine 1 is asked for another model", Assert.Throws<InvalidDataException>(() => ThreadGroup.Run(2, group => Train(group, RowsOf(""), options with { HiddenUnits = 12 + group.Rank }))).Message);
        Assert.Contains("machine 3 has rows of other sizes", Assert.Throws<InvalidDataException>(() => ThreadGroup.Run(4, group => Train(group, Samples.Rows(Count + group.Rank / 3, 9), options))).Message);
    }

    [Fact]
    public void A_model_of_one_shard_says_nothing_of_shards_and_one_of_several_does()
    {
        var rows = RowsOf("");
        Assert.DoesNotContain("shards", SparseAutoencoder.Train(rows, Options("kl adam") with { Shards = 1 }, cancellation: Cancel).Description, StringComparison.Ordinal);
        var path = Path.Combine(Directory.CreateTempSubdirectory().FullName, "m.safetensors");
        SparseAutoencoder.Train(rows, Options("kl adam"), cancellation: Cancel).Save(path);
        Assert.Equal(Shards, SparseAutoencoder.Load(path).Options.Shards);
    }

    [Fact]
    public void Rows_and_batches_that_cannot_be_cut_are_refused()
    {
        var options = Options("kl adam");
        Assert.Contains("batch: 30 rows cannot be cut into 4 equal parts", Assert.Throws<ArgumentException>(() => SparseAutoencoder.Train(RowsOf(""), options with { Optimizer = new AdamOptions { Batch = 30 } }, cancellation: Cancel)).Message);
        Assert.Contains("has 3 rows, which cannot be cut into 4", Assert.Throws<ArgumentException>(() => SparseAutoencoder.Train(Samples.Rows(3, 9), options, cancellation: Cancel)).Message);
        Assert.Contains("shards: 6 is no power of two", Assert.Throws<ArgumentException>(() => (options with { Shards = 6 }).Check()).Message);
    }

    private static string Facts(SparseAutoencoder model, IRows rows, IGroup group)
    {
        var (story, figures) = (model.Run!, model.Evaluate(rows, group, Cancel) with { Seconds = 0 });
        var history = string.Join(' ', story.History.Select(one => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{one.LossTotal:R} {one.MeanActivation:R} {string.Join(',', one.SparsityFigures)} {one.DeadUnits}")));
        var idle = string.Join(' ', story.IdleUnits.Concat(figures.IdleUnits));
        return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(System.Runtime.InteropServices.MemoryMarshal.AsBytes<double>(model.Fingerprint(rows))))[..16]} {history} / {idle} / {figures.LossTotal:R} {figures.ExplainedVariance:R} {figures.L0:R} {figures.L0Min} {figures.L0Max} {figures.LifetimeSparseness:R} {figures.PopulationSparseness:R} {string.Join(' ', figures.MeanActivations)} {string.Join(' ', figures.Contrasts)} {string.Join(' ', figures.ActivationHistogram)}");
    }

    private static IRows RowsOf(string words)
    {
        if (words.Contains("impute", StringComparison.Ordinal))
        {
            var numbers = Samples.Numbers(Count, 9);
            for (var i = 0; i < Count; i += 5) numbers[i, i % 9] = double.NaN;
            return Rows.From(numbers.ToMatrix<double>());
        }
        return words.Contains("targets", StringComparison.Ordinal) ? Rows.Paired(Samples.Rows(Count, 9), Samples.Rows(Count, 4, seed: 3)) : Samples.Rows(Count, 9);
    }

    private static TrainingOptions Options(string words)
    {
        bool Has(string word) => words.Split(' ').Contains(word);
        SparsityOptions sparsity = words.Split(' ')[0] switch
        {
            "kl" => new KlOptions { Rho = 0.2, Beta = 0.5, RhoEstimate = Has("running") ? RhoEstimate.Running : RhoEstimate.Batch },
            "held" => new HeldOptions { Rho = 0.2, Contrast = Has("contrast") ? 0.3 : null },
            "topk" => new TopKOptions { L0 = 3, Aux = Has("silent") ? 1 : 1 / 32.0 },
            "batch-topk" => new BatchTopKOptions { L0 = 3, Prefixes = Has("prefixes") ? Prefixes.Of(4, 8) : null },
            "jumprelu" => new JumpReluOptions { L0 = 2.5, Aux = Has("silent") ? 1 : 1 / 32.0 },
            "l1" => new L1Options { L0 = 3, DecoderNorm = Has("free") ? DecoderNorm.Free : DecoderNorm.Unit },
            _ => new GatedOptions { L0 = 3 },
        };
        OptimizerOptions optimizer = Has("lbfgs") ? new LbfgsOptions { Iterations = 8 } : Has("sgd") ? new SgdOptions { Epochs = 5, Batch = 32 } : new AdamOptions { Epochs = 5, Batch = 32, LearningRate = 0.02 };
        var options = (sparsity.CodesAreSparse ? TrainingOptions.For(sparsity, 12, optimizer) : new TrainingOptions { HiddenUnits = 12, Sparsity = sparsity, Optimizer = optimizer, Decoder = OutputFunction.Linear }) with
        {
            Shards = Shards,
            Validation = Has("read") ? 0 : 0.1,
            Tied = Has("tied"),
            KeptMegabytes = Has("again") ? 0 : 100,
            Precision = Has("double") ? Precision.Double : Precision.Single,
        };
        if (Has("revive")) options = options with { Revive = true, HiddenUnits = 30 };
        if (Has("silent")) options = options with { HiddenUnits = 60, Revive = true };
        if (Has("zca")) options = options with { Scaling = new ZcaScaling() };
        if (Has("standard")) options = options with { Scaling = new StandardScaling() };
        if (Has("minmax")) options = options with { Scaling = new MinMaxScaling(), Decoder = OutputFunction.Sigmoid };
        if (Has("impute")) options = options with { Impute = Imputation.Mean };
        if (Has("cross-entropy")) options = options with { Loss = new CrossEntropyOptions(), Decoder = OutputFunction.Sigmoid, Scaling = new MinMaxScaling() };
        return options;
    }
}
