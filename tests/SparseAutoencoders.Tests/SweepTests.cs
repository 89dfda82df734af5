using SparseAutoencoders.Tests.Data;
using SparseAutoencoders.Tests.Training;

namespace SparseAutoencoders.Tests;

public sealed class SweepTests : IDisposable
{
    private static readonly IRows Data = Samples.Rows(60, 6);
    private static readonly TrainingOptions Options = new() { HiddenUnits = 4, Validation = 0.2, Optimizer = new AdamOptions { Epochs = 3, Batch = 20 } };

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Rows prepared in several ways, models of several sizes, all in one sweep.</summary>
    private static IReadOnlyList<TrainingOptions> Mixed =>
    [
        Options, Options with { HiddenUnits = 9 }, Options with { Seed = 2 }, Options with { Seed = 2, HiddenUnits = 9, Validation = 0 }, Options with { Precision = Precision.Double },
        Options with { Scaling = new StandardScaling(), Decoder = OutputFunction.Linear }, Options with { Scaling = new ZcaScaling(), Decoder = OutputFunction.Linear, Tied = true },
        Options with { Sparsity = new HeldOptions() }, Options with { Optimizer = new LbfgsOptions { Iterations = 5 } }, Options with { KeptMegabytes = 0 }, Options with { Impute = Imputation.Mean },
    ];

    [Theory, InlineData(1), InlineData(2), InlineData(5)]
    public void Models_are_those_of_Train_to_the_last_bit_on_any_number_of_threads(int threads)
    {
        var runs = Run(Data, [.. Mixed.Select(options => options with { Threads = threads })]);
        foreach (var (run, options) in runs.Zip(Mixed))
        {
            Assert.Null(run.Error);
            var alone = Data.Learn(options);
            alone.Save(_folder["alone.safetensors"]);
            Assert.Equal(File.ReadAllBytes(_folder["alone.safetensors"]), File.ReadAllBytes(run.Model));
            Assert.Equal(alone.Judge(alone.Run!.TrainingRows).LossTotal, run.Evaluation!.LossTotal);
            if (alone.Run.ValidationRows is { } held) Assert.Equal(alone.Judge(held).LossTotal, run.HeldOut!.LossTotal);
            else Assert.Null(run.HeldOut);
        }
    }

    [Fact]
    public void A_model_too_large_to_stand_beside_another_is_the_same_as_alone()
    {
        var options = Options with { HiddenUnits = 50_000, Optimizer = new AdamOptions { Epochs = 1, Batch = 60 } };
        var run = Run(Data, [options, options with { HiddenUnits = 3 }])[0];
        var alone = Data.Learn(options);
        alone.Save(_folder["alone.safetensors"]);
        Assert.Equal(File.ReadAllBytes(_folder["alone.safetensors"]), File.ReadAllBytes(run.Model));
    }

    [Fact]
    public void Every_row_is_read_once()
    {
        var counted = new Counted(Data);
        Run(counted, [.. Mixed.Where(options => options.KeptMegabytes > 0)]);
        Assert.Equal(60, counted.RowsRead);
    }

    [Fact]
    public void Rows_that_do_not_fit_are_read_anew()
    {
        var counted = new Counted(Data);
        Run(counted, [Options with { KeptMegabytes = 0 }, Options with { KeptMegabytes = 0, Seed = 2 }]);
        Assert.True(counted.RowsRead > 120);
    }

    [Fact]
    public void A_run_that_fails_says_why_and_the_others_go_on()
    {
        var rows = Rows.From([.. Enumerable.Range(0, 30).Select(i => new[] { (double)i, -i % 7, 3 })]);
        var options = Options with { Optimizer = new AdamOptions { Epochs = 2, Batch = 10 } };
        var runs = Run(rows, [options, options with { Decoder = OutputFunction.Linear, Scaling = new StandardScaling() }, options with { Decoder = OutputFunction.Linear, Loss = new CrossEntropyOptions() }]);
        Assert.Contains("outside", runs[0].Error, StringComparison.Ordinal);
        Assert.Contains("not defined for a linear decoder", runs[2].Error, StringComparison.Ordinal);
        Assert.All(runs, run => Assert.Equal(run.Error is null, run.Judged is not null));
        Assert.All([0, 2], i => Assert.False(File.Exists(runs[i].Model)));
        Assert.Same(runs[1], Sweep.Best(runs));
    }

    [Theory, InlineData(1), InlineData(3)]
    public void Stopped_and_begun_again_ends_as_if_never_stopped_and_does_nothing_twice(int threads)
    {
        IReadOnlyList<TrainingOptions> options = [.. new ulong[] { 1, 2, 3, 4 }.Select(seed => Options with { Seed = seed, Threads = threads })];
        var never = Run(Data, options, folder: "never");
        using var stop = new CancellationTokenSource();
        var steps = 0;
        Assert.ThrowsAny<OperationCanceledException>(() => Sweep.Run(Data, options, _folder["stopped"], new Progress(told =>
        {
            if (told.Training is { Complete: true } && ++steps == 5) stop.Cancel();
        }), TimeSpan.FromTicks(1), stop.Token));
        var done = Directory.GetFiles(_folder["stopped"], "seconds.txt", SearchOption.AllDirectories).Select(path => Path.GetFileName(Path.GetDirectoryName(path)!)).ToHashSet();
        var epochs = new List<string>();
        var again = Sweep.Run(Data, options, _folder["stopped"], new Progress(told =>
        {
            if (told.Training is { Complete: true, Notice: null }) epochs.Add(told.Run.Name);
        }), cancellation: TestContext.Current.CancellationToken);
        Assert.DoesNotContain(epochs, done.Contains);
        Assert.InRange(epochs.Count, 1, 4 * 3 - 5);
        foreach (var (one, other) in never.Zip(again)) Assert.Equal(File.ReadAllBytes(one.Model), File.ReadAllBytes(other.Model));
        Assert.All(again, run => Assert.Empty(RunFolder.Checkpoints(run.Folder)));

        epochs.Clear();
        var third = Sweep.Run(Data, options, _folder["stopped"], new Progress(told => epochs.AddRange(told.Training is null ? [] : [told.Run.Name])), cancellation: TestContext.Current.CancellationToken);
        Assert.Empty(epochs);
        Assert.Equal(again.Select(run => (run.Seconds, run.HeldOut!.LossTotal)), third.Select(run => (run.Seconds, run.HeldOut!.LossTotal)));
    }

    [Fact]
    public void A_run_that_ended_before_it_was_marked_as_done_is_not_lost()
    {
        var model = File.ReadAllBytes(Run(Data, [Options])[0].Model);
        File.Delete(_folder["sweep/run/seconds.txt"]);
        Assert.Equal(model, File.ReadAllBytes(Run(Data, [Options])[0].Model));
        File.Delete(_folder["sweep/run/model.safetensors"]);
        Assert.Equal(model, File.ReadAllBytes(Run(Data, [Options])[0].Model));
    }

    [Fact]
    public void Other_options_or_rows_under_the_same_name_are_refused_before_anything_is_done()
    {
        var model = File.ReadAllBytes(Run(Data, [Options])[0].Model);
        Assert.Contains("other options", Assert.Throws<ArgumentException>(() => Run(Data, [Options with { HiddenUnits = 5 }])).Message, StringComparison.Ordinal);
        Assert.Contains("other rows", Assert.Throws<ArgumentException>(() => Run(Samples.Rows(60, 6, seed: 2), [Options])).Message, StringComparison.Ordinal);
        Assert.Equal(model, File.ReadAllBytes(_folder["sweep/run/model.safetensors"]));
    }

    [Fact]
    public void Names_say_what_differs_and_nothing_else()
    {
        TrainingOptions[] options = [Options, Options with { Sparsity = new HeldOptions() }, Options with { Tied = true, WeightDecay = 0.5 }];
        var runs = Run(Data, options);
        Assert.Equal(["tied=false,weight_decay=1E-05,sparsity=kl", "tied=false,weight_decay=1E-05,sparsity=held", "tied=true,weight_decay=0.5,sparsity=kl"], runs.Select(run => run.Name));
        Assert.Equal(["tied", "weight_decay", "sparsity"], runs[0].Varied.Select(pair => pair.Key));
        Assert.Equal(runs.Select(run => run.Name).Order(), Directory.GetDirectories(_folder["sweep"]).Select(path => Path.GetFileName(path)).Order());
    }

    [Fact]
    public void No_options_and_the_same_twice_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Run(Data, []));
        Assert.Contains("two runs are the same", Assert.Throws<ArgumentException>(() => Run(Data, [Options, Options with { Threads = 2 }])).Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetDirectories(_folder.Path));
    }

    [Fact]
    public void A_folder_in_use_is_refused()
    {
        Directory.CreateDirectory(_folder["sweep"]);
        using var other = FolderLock.Take(_folder["sweep"]);
        Assert.Contains("another process", Assert.Throws<IOException>(() => Run(Data, [Options])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Best_is_the_highest_on_held_out_rows_of_the_sound_ones_and_seeds_count_together()
    {
        var judged = Data.Learn(Options).Judge(Data);
        SweepRun Of(int hidden, ulong seed, double training, double held, params string[] findings) => new()
        {
            Name = "",
            Options = Options with { HiddenUnits = hidden, Seed = seed },
            Varied = [],
            Folder = "",
            Findings = findings,
            Evaluation = judged with { ExplainedVariance = training },
            HeldOut = judged with { ExplainedVariance = held },
        };
        SweepRun[] runs = [Of(1, 1, 0.9, 0.5), Of(1, 2, 0.9, 0.7), Of(2, 1, 0.1, 0.65), Of(2, 2, 0.1, 0.6), Of(3, 1, 0.9, 0.99, "amiss")];
        Assert.Same(runs[2], Sweep.Best(runs));
        Assert.Same(runs[4], Sweep.Best([runs[4]]));
        Assert.Null(Sweep.Best([runs[0] with { Evaluation = null, HeldOut = null, Error = "why" }]));
    }

    private IReadOnlyList<SweepRun> Run(IRows rows, IReadOnlyList<TrainingOptions> options, string folder = "sweep") =>
        Sweep.Run(rows, options, _folder[folder], cancellation: TestContext.Current.CancellationToken);

    private sealed class Progress(Action<SweepProgress> then) : IProgress<SweepProgress>
    {
        public void Report(SweepProgress value) => then(value);
    }

    private sealed class Counted(IRows rows) : RowView(rows)
    {
        private int _read;

        public int RowsRead => _read;

        public override void Read<T>(int first, Span<T> destination)
        {
            Interlocked.Add(ref _read, destination.Length / Width);
            Source.Read(first, destination);
        }
    }
}
