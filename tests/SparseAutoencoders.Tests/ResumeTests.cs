using SparseAutoencoders.Checks;

using SparseAutoencoders.Tests.Data;
using SparseAutoencoders.Tests.Training;

namespace SparseAutoencoders.Tests;

public sealed class ResumeTests : IDisposable
{
    private static readonly IRows Rows = Samples.Rows(60, 6);
    private static readonly TrainingOptions Options = new() { HiddenUnits = 4, Optimizer = new AdamOptions { Epochs = 3, Batch = 20 } };

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Resumed_after_every_step_equals_never_stopped_for_every_choice()
    {
        var cases = ResumeCheck.Run(Choices.BuiltIn, _folder.Path, TestContext.Current.CancellationToken);
        Assert.True(cases.Count >= 24);
        Assert.All(cases, one => Assert.True(one is { Equal: true, Stops: > 5 }, $"{one}"));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    public static TheoryData<string> Unusual => ["running", "validation", "zca", "retreats", "warm-up", "revive", "revive lbfgs", "not kept", "not kept lbfgs", "impute", "contrast", "contrast lbfgs"];

    [Theory, MemberData(nameof(Unusual))]
    public void Resumed_equals_never_stopped(string what)
    {
        var options = what switch
        {
            "running" => Options with { Sparsity = new KlOptions { RhoEstimate = RhoEstimate.Running } },
            "validation" => Options with { Validation = 0.3 },
            "contrast" => Options with { Sparsity = new HeldOptions { Contrast = 0.4 } },
            "contrast lbfgs" => Options with { Sparsity = new HeldOptions { Contrast = 0.4 }, Optimizer = new LbfgsOptions { Iterations = 10 } },
            "impute" => Options with { Impute = Imputation.Mean },
            "zca" => Options with { Scaling = new ZcaScaling(), Decoder = OutputFunction.Linear },
            "not kept" => Options with { KeptMegabytes = 0, Validation = 0.1 },
            "not kept lbfgs" => Options with { KeptMegabytes = 0, Sparsity = new HeldOptions(), Optimizer = new LbfgsOptions { Iterations = 10 } },
            "revive" => Reviving,
            "revive lbfgs" => Reviving with { Optimizer = new LbfgsOptions { Iterations = 20 } },
            "warm-up" => Options with { Optimizer = new SgdOptions { Epochs = 4, Batch = 16, WarmUp = 5, Schedule = Schedule.Cosine } },
            _ => Diverging,
        };
        var never = Rows.Learn(options);
        Assert.Equal(what == "retreats", never.Run!.Retreats > 0);
        var (stopped, stops) = Stopped(options);
        Assert.True(stops > 5);
        Assert.Equal(never.Fingerprint(Rows), stopped.Fingerprint(Rows));
        Assert.Equal(never.Run.Retreats, stopped.Run!.Retreats);
        Assert.Equal(never.Run.History.Select(told => (told.Done, told.LossTotal, told.SparsityFigures[1])), stopped.Run.History.Select(told => (told.Done, told.LossTotal, told.SparsityFigures[1])));
        if (what.StartsWith("revive", StringComparison.Ordinal)) Assert.NotEmpty(never.Run.Revivals);
        Assert.Equal(never.Run.Revivals, stopped.Run.Revivals);
        if (what == "validation") Assert.Equal(never.Judge(never.Run.ValidationRows!).LossTotal, stopped.Judge(stopped.Run.ValidationRows!).LossTotal);
    }

    [Fact]
    public void Train_whose_numbers_run_away_goes_back_says_so_and_ends_well()
    {
        var listener = new Listener();
        var model = Rows.Learn(Diverging, listener);
        var notices = listener.Told.Select(told => told.Notice).OfType<string>().ToList();
        // The first is of the rows, before training.
        Assert.StartsWith("rows in memory: The rows lie around a point", notices[0], StringComparison.Ordinal);
        notices.RemoveAt(0);
        Assert.Equal(model.Run!.Retreats, notices.Count);
        Assert.All(notices, notice => Assert.Matches(@"^training, epoch \d+: .+; back to the start of the epoch, rate .+ → .+ \(\d of at most 6 times\)$", notice));
        Assert.InRange(model.Judge(Rows).LossReconstruction, 0, model.Run.Before.LossReconstruction);
        Assert.Equal([1, 2, 3, 4, 5, 6], model.Run.History.Select(told => told.Done));
    }

    [Fact]
    public void Model_and_metrics_stand_in_the_folder_at_the_end()
    {
        using var run = RunFolder.Create(_folder["run"]);
        var model = SparseAutoencoder.Train(Rows, Options, run, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(model.Fingerprint(Rows), SparseAutoencoder.Load(run.Model).Fingerprint(Rows));
        Assert.Equal(3, File.ReadAllLines(_folder["run/metrics.jsonl"]).Length);
        Assert.Equal(2, RunFolder.Checkpoints(run.Path).Count);
    }

    [Fact]
    public void A_checkpoint_is_also_a_model()
    {
        var folder = StopAfter(epochs: 2);
        var model = SparseAutoencoder.Load(RunFolder.Checkpoints(folder)[0]);
        Assert.Equal((6, 4), (model.Inputs, model.HiddenUnits));
        Assert.True(double.IsFinite(model.Judge(Rows).LossTotal));
    }

    [Fact]
    public void Open_of_a_folder_in_use_is_refused()
    {
        var folder = StopAfter(epochs: 1);
        Assert.False(RunFolder.IsActive(folder));
        using (RunFolder.Open(folder))
        {
            Assert.True(RunFolder.IsActive(folder));
            Assert.Contains("another process", Assert.Throws<IOException>(() => RunFolder.Open(folder)).Message, StringComparison.Ordinal);
        }
        RunFolder.Open(folder).Dispose();
    }

    [Theory, InlineData("torn"), InlineData("bits"), InlineData("other run"), InlineData("empty")]
    public void A_damaged_checkpoint_is_recognised_and_the_one_before_used(string damage)
    {
        var folder = StopAfter(epochs: 2);
        var newest = RunFolder.Checkpoints(folder)[0];
        Damage(newest, damage);
        var listener = new Listener();
        using var run = RunFolder.Open(folder);
        var model = SparseAutoencoder.Resume(Rows, run, 0, listener, TestContext.Current.CancellationToken);
        Assert.Contains(Path.GetFileName(newest), listener.Told[0].Notice, StringComparison.Ordinal);
        Assert.Contains("1 of 3 done", listener.Told[1].Notice, StringComparison.Ordinal);
        Assert.Equal(Rows.Learn(Options).Fingerprint(Rows), model.Fingerprint(Rows));
    }

    [Fact]
    public void Every_flipped_bit_of_a_checkpoint_is_noticed()
    {
        var folder = StopAfter(epochs: 1);
        var path = RunFolder.Checkpoints(folder)[0];
        var whole = File.ReadAllBytes(path);
        for (var place = 0; place < whole.Length; place += 7)
        {
            var damaged = whole.ToArray();
            damaged[place] ^= (byte)(1 << place % 8);
            File.WriteAllBytes(path, damaged);
            Assert.ThrowsAny<InvalidDataException>(() => CheckpointFile.Read(path));
        }
    }

    public static TheoryData<string, bool, double[]> Forged => new()
    {
        { "run.epoch", false, [-1] }, { "run.epoch", false, [4] }, { "run.epoch", false, [0.5] }, { "run.epoch", false, [double.NaN] },
        { "run.batch", false, [3] }, { "run.batch", false, [1] },                    // 1 goes with the state at the epoch's start, which is not there
        { "run.retreats", false, [1e300] }, { "run.ticks", false, [1e300] }, { "run.rows", false, [-1] }, { "epoch.rows", false, [1e18] },
        { "run.history", false, [1, 2, 3] }, { "run.history", false, [] }, { "run.history", false, [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1e300, 0] },
        { "run.history", false, [2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0] }, { "adam.step", false, [-1] }, { "adam.means", false, [1] },
        { "units.dead", false, [5] }, { "units.revivals", false, [1, 2] }, { "units.revivals", false, [1, 4, 0, -1, 0] }, { "units.revivals", false, [1, 0, 9, -1, 0] },
        { "lbfgs.newest", true, [20] }, { "lbfgs.newest", true, [-1] }, { "lbfgs.pairs", true, [21] }, { "run.iteration", true, [3] }, { "run.iteration", true, [2e9] },
        { "run.evaluations", true, [double.PositiveInfinity] }, { "run.stuck", true, [2] }, { "run.history", true, [1] },
    };

    [Theory, MemberData(nameof(Forged))]
    public void A_checkpoint_that_training_cannot_have_left_is_refused_though_its_checksum_is_right(string name, bool lbfgs, double[] numbers)
    {
        var folder = lbfgs ? StopAfter(epochs: 1, Options with { Optimizer = new LbfgsOptions { Iterations = 3 } }) : StopAfter(epochs: 1);
        var path = RunFolder.Checkpoints(folder)[0];
        var (label, now, good) = CheckpointFile.Read(path);
        now.Add(name, new(numbers, [numbers.Length]));
        CheckpointFile.Write<float>(path, label with { Number = label.Number + 1 }, now, good, new InputPreparation(null, null));
        using var run = RunFolder.Open(folder);
        var refusal = Assert.Throws<InvalidDataException>(() => SparseAutoencoder.Resume(Rows, run, cancellation: TestContext.Current.CancellationToken));
        Assert.StartsWith($"{path}: ", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("begin the run again", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_packed_checkpoint_is_refused()
    {
        var folder = StopAfter(epochs: 1);
        var path = RunFolder.Checkpoints(folder)[0];
        File.WriteAllBytes(path, TestFolder.Gzip(File.ReadAllBytes(path)));
        using var run = RunFolder.Open(folder);
        Assert.Contains("gzip", Assert.Throws<InvalidDataException>(() => SparseAutoencoder.Resume(Rows, run, cancellation: TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_that_the_checkpoints_do_not_have_are_refused_before_they_cost_anything()
    {
        var folder = StopAfter(epochs: 1);
        var options = Path.Combine(folder, "options.json");
        File.WriteAllText(options, File.ReadAllText(options).Replace("\"hidden\":4", "\"hidden\":20000000", StringComparison.Ordinal));
        using var run = RunFolder.Open(folder);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("options.json", Assert.Throws<ArgumentException>(() => SparseAutoencoder.Resume(Rows, run, cancellation: TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void Figures_that_are_infinite_are_null_in_the_metrics()
    {
        var model = Rows.Learn(Options);
        using (var journal = new RunJournal<float>(_folder.Path, Options, null, new("", "", "", 0), new InputPreparation(null, null), null, []))
            journal.Begin([model.Run!.History[0] with { SparsityFigures = [0, double.PositiveInfinity] }]);
        Assert.Contains("\"rho_deviation_max\":null,", File.ReadAllText(_folder["metrics.jsonl"]), StringComparison.Ordinal);
    }

    [Fact]
    public void Swapped_names_of_checkpoints_make_no_difference()
    {
        var folder = StopAfter(epochs: 2);
        var (newest, before) = (RunFolder.Checkpoints(folder)[0], RunFolder.Checkpoints(folder)[1]);
        File.Move(newest, _folder["x"]);
        File.Move(before, newest);
        File.Move(_folder["x"], before);
        var listener = new Listener();
        using var run = RunFolder.Open(folder);
        SparseAutoencoder.Resume(Rows, run, 0, listener, TestContext.Current.CancellationToken);
        Assert.Contains("2 of 3 done", listener.Told[0].Notice, StringComparison.Ordinal);
    }

    [Fact]
    public void Resume_with_no_whole_checkpoint_is_refused_and_nothing_is_changed()
    {
        var folder = StopAfter(epochs: 2);
        foreach (var path in RunFolder.Checkpoints(folder)) Damage(path, "bits");
        var before = Directory.GetFiles(folder).ToDictionary(path => path, File.ReadAllBytes);
        using (var run = RunFolder.Open(folder))
            Assert.Contains("no checkpoint", Assert.Throws<InvalidDataException>(() => SparseAutoencoder.Resume(Rows, run, cancellation: TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
        Assert.Equal(before, Directory.GetFiles(folder).ToDictionary(path => path, File.ReadAllBytes));
    }

    [Fact]
    public void Resume_with_other_rows_or_changed_options_is_refused()
    {
        var folder = StopAfter(epochs: 1);
        using (var run = RunFolder.Open(folder))
            Assert.Contains("rows", Assert.Throws<ArgumentException>(() => SparseAutoencoder.Resume(Samples.Rows(60, 6, seed: 5), run, cancellation: TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
        var options = Path.Combine(folder, "options.json");
        File.WriteAllText(options, File.ReadAllText(options).Replace("\"seed\":1", "\"seed\":2", StringComparison.Ordinal));
        using (var run = RunFolder.Open(folder))
            Assert.Contains("options.json", Assert.Throws<ArgumentException>(() => SparseAutoencoder.Resume(Rows, run, cancellation: TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Resume_before_the_first_checkpoint_begins_at_the_beginning()
    {
        var folder = StopAfter(epochs: 1);
        foreach (var path in RunFolder.Checkpoints(folder)) File.Delete(path);
        File.WriteAllText(Path.Combine(folder, ".left.part"), "what a killed process was writing");
        using var run = RunFolder.Open(folder);
        var model = SparseAutoencoder.Resume(Rows, run, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(Rows.Learn(Options).Fingerprint(Rows), model.Fingerprint(Rows));
        Assert.False(File.Exists(Path.Combine(folder, ".left.part")));
    }

    [Fact]
    public void Resume_of_a_finished_run_makes_the_same_model_again()
    {
        using (var run = RunFolder.Create(_folder["run"])) SparseAutoencoder.Train(Rows, Options, run, cancellation: TestContext.Current.CancellationToken);
        var model = File.ReadAllBytes(_folder["run/model.safetensors"]);
        File.Delete(_folder["run/model.safetensors"]);
        using (var run = RunFolder.Open(_folder["run"])) SparseAutoencoder.Resume(Rows, run, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(model, File.ReadAllBytes(_folder["run/model.safetensors"]));
    }

    [Fact]
    public void Create_in_a_folder_with_a_run_is_refused()
    {
        var folder = StopAfter(epochs: 1);
        Assert.Contains("`RunFolder.Open`", Assert.Throws<IOException>(() => RunFolder.Create(folder)).Message, StringComparison.Ordinal);
        using var run = RunFolder.Open(folder);
        Assert.Throws<ArgumentException>(() => SparseAutoencoder.Train(Rows, Options, run, cancellation: TestContext.Current.CancellationToken));
    }

    // At this rate the linear decoder's squared error doubles its own error in every step.
    private static TrainingOptions Diverging => Options with { Decoder = OutputFunction.Linear, Optimizer = new SgdOptions { LearningRate = 20, Epochs = 6, Batch = 20 } };

    // Units that may speak in one row of a thousand begin below 0.01 everywhere.
    private static TrainingOptions Reviving => Options with { Revive = true, Sparsity = new KlOptions { Rho = 0.001 }, Optimizer = new AdamOptions { Epochs = 6, Batch = 20 } };

    /// <summary>Stops at every word, and goes on, until the run is at its end.</summary>
    private (SparseAutoencoder Model, int Stops) Stopped(TrainingOptions options) => StoppedRun.Of(Rows, options, _folder["run"]);

    private string StopAfter(int epochs, TrainingOptions? options = null)
    {
        using var stop = new CancellationTokenSource();
        using var run = RunFolder.Create(_folder["run"]);
        Assert.Throws<OperationCanceledException>(() => SparseAutoencoder.Train(Rows, options ?? Options, run, new Listener(told =>
        {
            if (told.Done == epochs) stop.Cancel();
        }), stop.Token));
        return run.Path;
    }

    private void Damage(string path, string damage)
    {
        var bytes = File.ReadAllBytes(path);
        switch (damage)
        {
            case "torn": File.WriteAllBytes(path, bytes[..(bytes.Length / 2)]); break;
            case "empty": File.WriteAllBytes(path, []); break;
            case "bits":
                bytes[^5] ^= 4;
                File.WriteAllBytes(path, bytes);
                break;
            default:
                using (var other = RunFolder.Create(_folder["other"])) SparseAutoencoder.Train(Rows, Options, other, cancellation: TestContext.Current.CancellationToken);
                File.Copy(RunFolder.Checkpoints(_folder["other"])[1], path, overwrite: true);
                break;
        }
    }
}
