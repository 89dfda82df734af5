using SparseAutoencoders.Checks;
using SparseAutoencoders.Outsiders;
using SparseAutoencoders.Tests.Data;
using SparseAutoencoders.Tests.Reference;
using SparseAutoencoders.Tests.Training;

namespace SparseAutoencoders.Tests;

/// <summary>A mechanism, a loss, an optimizer and a scaling that are not the library's do all that its own do.</summary>
public sealed class OutsidersTests : IDisposable
{
    private static readonly Choices Choices = Choices.BuiltIn.WithOutsiders();

    private static readonly TrainingOptions Options = new()
    {
        Choices = Choices,
        HiddenUnits = 9,
        Sparsity = new ThresholdReluOptions(),
        Loss = new SmoothAbsoluteErrorOptions(),
        Optimizer = new SignDescentOptions { Epochs = 12, Batch = 32 },
        Scaling = new MiddleScaling { Stretch = 2 },
        Decoder = OutputFunction.Linear,
    };

    private static readonly IRows Rows = Samples.Rows(150, 8);

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_project_sees_nothing_that_is_internal() => Assert.DoesNotContain(
        typeof(SparseAutoencoder).Assembly.GetCustomAttributes(typeof(System.Runtime.CompilerServices.InternalsVisibleToAttribute), false).Cast<System.Runtime.CompilerServices.InternalsVisibleToAttribute>(),
        friend => friend.AssemblyName == typeof(ThresholdReluOptions).Assembly.GetName().Name);

    [Theory, InlineData(Precision.Single), InlineData(Precision.Double)]
    public void Trained_saved_and_loaded_they_give_the_same_codes_and_figures(Precision precision)
    {
        var model = Rows.Learn(Options with { Precision = precision });
        var (before, after) = (model.Run!.Before, model.Judge(Rows));
        Assert.True(after.LossTotal < 0.7 * before.LossTotal, $"{before.LossTotal} to {after.LossTotal}");
        Assert.InRange(after["threshold_mean"], -1, 1);
        Assert.NotEqual(0.05, after["threshold_mean"], 1e-3);
        Assert.Equal(0.01, after["toy_weight"]);
        Assert.Throws<ArgumentException>(() => after["rho"]);
        Assert.Contains("\"sparsity\":\"toy-relu\"", model.Description, StringComparison.Ordinal);
        Assert.Contains("\"activation\":\"threshold-relu\"", model.Description, StringComparison.Ordinal);

        model.Save(_folder["m.safetensors"]);
        var loaded = SparseAutoencoder.Load(_folder["m.safetensors"], Choices);
        Assert.Equal(model.Options, loaded.Options);
        Assert.Equal(model.Fingerprint(Rows), loaded.Fingerprint(Rows));
        foreach (var metric in after.Metrics.Where(metric => !metric.Key.Contains("second", StringComparison.Ordinal))) Assert.Equal(metric.Read(after), metric.Read(loaded.Judge(Rows)));
        var codes = loaded.Encode(Rows).ToMatrix<double>().All.ToArray();
        Assert.Contains(codes, code => code == 0);
        Assert.Contains(codes, code => code > 0);
        Assert.DoesNotContain(codes, code => code < 0);
        using var file = SafetensorsFile.Open(_folder["m.safetensors"]);
        Assert.Equal([9L], file.Find(ThresholdReluOptions.Thresholds)!.Shape);
        Assert.Equal([9L], file.Find(ThresholdReluOptions.Largest)!.Shape);
    }

    [Fact]
    public void A_model_is_refused_by_name_where_its_mechanism_is_not_known()
    {
        Rows.Learn(Options).Save(_folder["m.safetensors"]);
        Assert.Contains("'sparsity' is 'toy-relu'", Assert.Throws<InvalidDataException>(() => SparseAutoencoder.Load(_folder["m.safetensors"])).Message, StringComparison.Ordinal);
        Assert.Contains("TrainingOptions.Choices", Assert.Throws<ArgumentException>(() => Rows.Learn(Options with { Choices = Choices.BuiltIn })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_frozen_coder_gives_the_codes_of_training()
    {
        var model = Rows.Learn(Options with { Precision = Precision.Double });
        var rebuilt = model.Decode(model.Encode(Rows)).ToMatrix<double>().All.ToArray();
        Close.To(rebuilt, model.Reconstruct(Rows).ToMatrix<double>().All.ToArray(), 1e-12, 1e-12);
        var terms = model.Score(Rows).ToMatrix<double>();
        Close.To(model.Judge(Rows).LossReconstruction, Enumerable.Range(0, Rows.Count).Average(row => terms[row, 0]), 1e-12);      // dense products beside sparse ones
    }

    [Fact]
    public void Any_number_of_threads_gives_the_same_bits() =>
        Assert.Equal(Rows.Learn(Options with { Threads = 1 }).Fingerprint(Rows), Rows.Learn(Options with { Threads = 3 }).Fingerprint(Rows));

    [Fact]
    public void Runs_stopped_after_every_step_come_to_the_same_bits() => Assert.All(
        ResumeCheck.Run(new Choices { Sparsities = Choices.Sparsities, Optimizers = [.. Choices.Optimizers.Where(choice => choice.Name is "toy-sign" or "lbfgs")] }, _folder.Path, TestContext.Current.CancellationToken),
        one =>
        {
            Assert.True(one.Equal, one.Name);
            Assert.True(one.Stops > 3, one.Name);
        });

    [Fact]
    public void Gradients_agree_with_differences()
    {
        var cases = GradientCheck.Run(Choices).Where(one => one.Name.Contains("toy", StringComparison.Ordinal)).ToList();
        Assert.True(cases.Count >= 20);
        Assert.All(cases, one => Assert.True(one.RelativeError < GradientCheck.Tolerance, $"{one.Name}: {one.RelativeError}"));
    }

    [Fact]
    public void Units_that_carry_nothing_begin_anew()
    {
        var model = Rows.Learn(Options with { Revive = true, Sparsity = new ThresholdReluOptions { Threshold = 3 } });
        Assert.NotEmpty(model.Run!.Revivals);
    }

    [Fact]
    public void Figures_and_findings_are_the_mechanism_s_own()
    {
        var told = new Listener();
        var model = Rows.Learn(Options, told);
        var history = model.Run!.History;
        Assert.All(history, progress => Assert.Equal(2, progress.SparsityFigures.Count));
        Assert.Equal(["threshold_mean", "silent_share"], TrainingFigure.Of(Options.Sparsity).Skip(5).Take(2).Select(figure => figure.Key));
        var silent = Rows.Learn(Options with { Sparsity = new ThresholdReluOptions { Threshold = 30 }, Optimizer = new SignDescentOptions { Epochs = 1 } });
        Assert.Contains("100 % of the units are silent. Give a smaller threshold.", silent.Findings(silent.Judge(Rows), cancellation: TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Run_folders_hold_their_figures()
    {
        using (var run = RunFolder.Create(_folder["run"])) SparseAutoencoder.Train(Rows, Options, run, cancellation: TestContext.Current.CancellationToken);
        Assert.Contains("\"threshold_mean\":", File.ReadAllText(_folder["run/metrics.jsonl"]), StringComparison.Ordinal);
        using var again = RunFolder.Open(_folder["run"], choices: Choices);
        Assert.Equal(Options with { Threads = again.Options!.Threads }, again.Options);
    }
}
