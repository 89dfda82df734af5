using SparseAutoencoders.Checks;
using SparseAutoencoders.Tests.Data;
using SparseAutoencoders.Tests.Model;
using SparseAutoencoders.Tests.Reference;

namespace SparseAutoencoders.Tests.Training;

/// <summary>Models that rebuild targets of another width.</summary>
public sealed class TranscoderTests : IDisposable
{
    private const int Count = 60, Inputs = 6, Outputs = 4, Units = 5;

    private static readonly double[,] X = Samples.Numbers(Count, Inputs), Y = OfX(X);

    private static readonly TrainingOptions Options = new() { HiddenUnits = Units, Optimizer = new AdamOptions { Epochs = 3, Batch = 20 } };

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static IRows Pairs => Rows.Paired(Rows.From(X.ToMatrix<double>()), Rows.From(Y.ToMatrix<double>()));

    public static TheoryData<bool, bool> Losses => new() { { false, false }, { false, true }, { true, false } };

    [Theory, MemberData(nameof(Losses))]
    public void Steps_are_those_of_plain_double_loops(bool crossEntropy, bool linear)
    {
        const double rate = 0.3, momentum = 0.5;
        var start = Random(seed: 3);
        var parameters = ToParameters(start);
        LossOptions loss = crossEntropy ? new CrossEntropyOptions() : new SquaredErrorOptions();
        var network = new Network<double>(parameters, new(new KlOptions { Rho = 0.2, Beta = 0.7 }, loss, linear ? OutputFunction.Linear : OutputFunction.Sigmoid, 0.01), Workers.Shared);
        var step = new MiniBatchStep<double>(network, new SgdOptions { Momentum = momentum }.Create<double>(parameters.Numbers.Columns, Workers.Shared), Count, Workers.Shared);
        var (expected, velocity) = (Numbers(start), new double[parameters.All.Length]);
        for (var i = 0; i < 12; i++)
        {
            var terms = ReferenceObjective.Evaluate(FromNumbers(expected), X, new(crossEntropy, linear, 0.2, 0.7, 0.01), Y);
            Pairs.Read(0, step.Begin(0, Count, Count).All);
            var told = step.Run(rate);
            Close.To(terms.Reconstruction, told.Reconstruction, 1e-12);
            Close.To(terms.Total, told.Total, 1e-12);
            var gradient = Numbers(terms.Gradients);
            for (var n = 0; n < expected.Length; n++) expected[n] += velocity[n] = momentum * velocity[n] - rate * gradient[n];
        }
        // Twelve steps of sums over 60 rows, each off by some rounding.
        Close.To(expected, Numbers(parameters), 1e-11);
    }

    public static TheoryData<string> Mechanisms => [.. Choices.BuiltIn.Sparsities.Select(choice => choice.Name), "contrast"];

    [Theory, MemberData(nameof(Mechanisms))]
    public void Gradient_passes_differences(string mechanism)
    {
        var options = Options with
        {
            Sparsity = mechanism == "contrast" ? new HeldOptions { Rho = 0.3, Contrast = 0.2 } : Choices.BuiltIn.Sparsities.Single(choice => choice.Name == mechanism).Create(),
            Decoder = OutputFunction.Linear,
            Scaling = new StandardScaling(),
            WeightDecay = 0.01,
        };
        var report = GradientCheck.Run(options, Pairs, cancellation: TestContext.Current.CancellationToken);
        Assert.Null(report.Wrong);
        Assert.Equal(Inputs, report.Inputs);
        Assert.Equal((Units * Outputs, Outputs), (report.Blocks.Single(block => block.Name == "W_dec").Numbers, report.Blocks.Single(block => block.Name == "b_dec").Numbers));
    }

    public static TheoryData<string> Ways => ["adam", "lbfgs", "held", "contrast", "not kept", "not kept lbfgs", "impute", "validation", "standard", "minmax", "wide", "revive", "double"];

    [Theory, MemberData(nameof(Ways))]
    public void Model_is_the_same_for_any_threads_resumed_at_every_word_and_read_again(string way)
    {
        var (rows, options) = Case(way);
        var never = Train(rows, options);
        Assert.Equal((Inputs, Outputs, true), (never.Inputs, never.Outputs, never.IsTranscoder));
        if (way == "revive") Assert.NotEmpty(never.Run!.Revivals);
        var expected = Bits(never);
        Assert.Equal(expected, Bits(Train(rows, options with { Threads = 3 })));
        Assert.Equal(expected, Bits(Stopped(rows, options)));
        var again = SparseAutoencoder.Load(_folder["run/model.safetensors"]);
        Assert.Equal(expected, File.ReadAllBytes(_folder["run/model.safetensors"]));
        Assert.Equal(never.Fingerprint(rows), again.Fingerprint(rows));
        var (judged, read) = (never.Judge(rows), again.Judge(rows));
        Assert.Equal(judged.LossTotal, read.LossTotal);
        Assert.Equal(judged.ExplainedVariance, read.ExplainedVariance);
    }

    [Theory, InlineData("standard"), InlineData("minmax"), InlineData("wide"), InlineData("impute"), InlineData("adam")]
    public void Rows_and_targets_are_scaled_each_by_itself_and_outputs_are_in_the_targets_units(string way)
    {
        var (rows, options) = Case(way);
        options = options with { Optimizer = new AdamOptions { Epochs = 150, Batch = 20, LearningRate = 0.03 }, Sparsity = new KlOptions { Beta = 0.01 } };
        var model = Train(rows, options);
        var evaluation = model.Judge(rows);
        if (way is "standard" or "minmax" or "wide") Assert.InRange(evaluation.ExplainedVariance, 0.7, 1);

        var targets = model.Fill(rows).Targets().ToMatrix<double>();
        var (outputs, scaling) = (model.Reconstruct(rows.Inputs()).ToMatrix<double>(), model.OutputScaling);
        Assert.Equal((Count, Outputs), (outputs.Rows, outputs.Columns));
        Assert.Equal(options.Scaling is NoScaling, scaling is null);
        if (scaling is not null) Assert.Equal((Inputs, Outputs), (model.Scaling!.Shift.Count, scaling.Shift.Count));
        // 1 − Σ‖y − ŷ‖² / Σ‖y − ȳ‖² in plain loops, as the network sees targets.
        var (errors, spread) = (0.0, 0.0);
        var rowErrors = new double[Count];
        for (var j = 0; j < Outputs; j++)
        {
            var (scale, mean) = (scaling?.Scale[j] ?? 1, Enumerable.Range(0, Count).Average(r => targets[r, j]));
            for (var r = 0; r < Count; r++)
            {
                var (error, off) = (scale * (outputs[r, j] - targets[r, j]), scale * (targets[r, j] - mean));
                (errors, spread, rowErrors[r]) = (errors + error * error, spread + off * off, rowErrors[r] + error * error);
            }
        }
        // Outputs come from single precision, figures from double.
        Close.To(1 - errors / spread, evaluation.ExplainedVariance, 0, absolute: 1e-4);
        Close.To(errors / Count, evaluation.LossReconstruction, 1e-3);
        var scores = model.Score(rows).ToMatrix<double>();
        Assert.Equal(Outputs + 1, scores.Columns);
        Close.To(rowErrors, [.. Enumerable.Range(0, Count).Select(r => scores[r, 0])], 1e-3);
        for (var r = 0; r < Count; r++) Close.To(1, Enumerable.Range(1, Outputs).Sum(j => scores[r, j]), 1e-5);
    }

    [Fact]
    public void Codes_and_outputs_need_no_targets_and_are_the_same_with_them()
    {
        var (rows, options) = Case("standard");
        var model = Train(rows, options);
        Assert.Equal(model.Encode(rows.Inputs()).ToMatrix<float>().All, model.Encode(rows).ToMatrix<float>().All);
        Assert.Equal(model.Reconstruct(rows.Inputs()).ToMatrix<float>().All, model.Reconstruct(rows.Slice(0, Count)).ToMatrix<float>().All);
        var row = rows.Inputs().ToMatrix<float>().Row(7).ToArray();
        Assert.Equal(model.Encode(rows).ToMatrix<float>().Row(7).ToArray(), model.Encode(row));
        Assert.Equal(model.Reconstruct(rows).ToMatrix<float>().Row(7).ToArray(), model.Decode(model.Encode(row)));
    }

    [Fact]
    public void Names_of_inputs_and_outputs_are_kept_apart()
    {
        var targets = new MemoryRows<double>(Y.ToMatrix<double>(), null, "y") { Columns = ["a", "b", "c", "d"] };
        var rows = Rows.Paired(Rows.From(X.ToMatrix<double>()), targets);
        Train(rows, Options).Save(_folder["m.safetensors"]);
        var model = SparseAutoencoder.Load(_folder["m.safetensors"]);
        Assert.Null(model.InputNames);
        Assert.Equal(["a", "b", "c", "d"], model.OutputNames);
        Assert.Equal(["a", "b", "c", "d"], model.Reconstruct(rows).Columns);
        Assert.Equal(["error", "a", "b", "c", "d"], model.Score(rows).Columns);
        Assert.Contains("\"outputs\":4,\"output_names\":[\"a\",\"b\",\"c\",\"d\"]", model.Description, StringComparison.Ordinal);
        var plain = Rows.From(X.ToMatrix<double>()).Learn(Options);
        Assert.DoesNotContain("output", plain.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void What_does_not_fit_is_refused_in_one_line()
    {
        var x = Rows.From(X.ToMatrix<double>());
        var (model, plain) = (Train(Pairs, Options), x.Learn(Options with { Scaling = new MinMaxScaling(), Impute = Imputation.Mean }));
        Refused<InvalidDataException>("have no targets, which the model rebuilds from them. Give targets of 4 numbers with the rows (`Rows.Paired`).", () => model.Judge(x));
        Refused<InvalidDataException>("have no targets", () => model.Score(x));
        Refused<InvalidDataException>("have no targets", () => model.Score<double>(X.ToMatrix<double>().Row(0)));
        Refused<InvalidDataException>("its targets hold 6 numbers, the model rebuilds targets of 4", () => model.Judge(Rows.Paired(x, x)));
        Refused<InvalidDataException>("have targets, and the model rebuilds rows themselves", () => plain.Judge(Pairs));
        Refused<InvalidDataException>("have targets, and the model rebuilds rows themselves", () => plain.Fill(Pairs));
        Assert.Equal(plain.Encode(x).ToMatrix<float>().All, plain.Encode(Pairs).ToMatrix<float>().All);
        Refused<InvalidDataException>("its rows hold 4 numbers, the model takes rows of 6", () => model.Encode(Rows.From(Y.ToMatrix<double>())));
        Refused<ArgumentException>("the decoder's weights cannot be the encoder's", () => Train(Pairs, Options with { Tied = true }));
        Refused<ArgumentException>("zca rotates rows", () => Train(Pairs, Options with { Scaling = new ZcaScaling() }));
        Refused<ArgumentException>("has 6", () => Train(Pairs, Options with { Image = new ImageShape(2, 5) }));
        // [0, 1] is asked of targets too.
        var far = Y.ToMatrix<double>();
        far[3, 2] = 1.5;
        Refused<InvalidDataException>("y, row 4, column 3, counted from 1: 1.5 lies outside [0, 1]", () => Train(Rows.Paired(x, Rows.From(far, name: "y")), Options));

        static void Refused<TException>(string words, Action action) where TException : Exception
        {
            var message = Assert.Throws<TException>(action).Message;
            Assert.Contains(words, message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', message);
        }
    }

    [Fact]
    public void Findings_say_nothing_of_inputs_that_is_not_true_of_targets()
    {
        // One input holds nearly all variance of the rows, and none of the targets'.
        var x = X.ToMatrix<double>();
        for (var r = 0; r < Count; r++) x[r, 0] *= 1000;
        var options = Options with { Decoder = OutputFunction.Linear };
        string Said(IRows rows)
        {
            var listener = new Listener();
            var model = SparseAutoencoder.Train(rows, options, listener, TestContext.Current.CancellationToken);
            return string.Join('\n', [.. listener.Told.Select(told => told.Notice).OfType<string>(), .. model.Findings(model.Judge(rows))]);
        }
        Assert.Contains("with it of L", Said(Rows.From(x)), StringComparison.Ordinal);
        var said = Said(Rows.Paired(Rows.From(x), Rows.From(Y.ToMatrix<double>())));
        Assert.DoesNotContain("with it of L", said, StringComparison.Ordinal);
        Assert.DoesNotContain("principal components", said, StringComparison.Ordinal);
    }

    [Fact]
    public void Sweep_trains_the_same_models_and_shares_their_rows()
    {
        var options = new[] { 3, 4 }.Select(units => Options with { HiddenUnits = units, Validation = 0.2, Scaling = new StandardScaling(), Decoder = OutputFunction.Linear }).ToList();
        var runs = Sweep.Run(Pairs, options, _folder["sweep"], cancellation: TestContext.Current.CancellationToken);
        foreach (var (run, one) in runs.Zip(options))
        {
            Assert.Null(run.Error);
            Assert.Equal(Bits(Train(Pairs, one)), File.ReadAllBytes(run.Model));
            Assert.True(double.IsFinite(run.HeldOut!.ExplainedVariance));
        }
    }

    private static (IRows Rows, TrainingOptions Options) Case(string way)
    {
        var (x, y) = (X.ToMatrix<double>(), Y.ToMatrix<double>());
        if (way == "impute")
        {
            (x[3, 1], y[5, 2], y[6, 0]) = (double.NaN, double.NaN, double.NaN);
        }
        if (way is "wide" or "standard" or "minmax")
        {
            // Each in units of its own; wide ones single precision would lose.
            for (var i = 0; i < x.All.Length; i++) x.All[i] = 30 * x.All[i] - 7;
            for (var i = 0; i < y.All.Length; i++) y.All[i] = (way == "wide" ? 1e8 : 5) + 200 * y.All[i];
        }
        var options = way switch
        {
            "lbfgs" => Options with { Optimizer = new LbfgsOptions { Iterations = 10 } },
            "held" => Options with { Sparsity = new HeldOptions() },
            "contrast" => Options with { Sparsity = new HeldOptions { Contrast = 0.4 } },
            "not kept" => Options with { KeptMegabytes = 0, Validation = 0.1 },
            "not kept lbfgs" => Options with { KeptMegabytes = 0, Sparsity = new HeldOptions(), Optimizer = new LbfgsOptions { Iterations = 10 } },
            "impute" => Options with { Impute = Imputation.Mean, Scaling = new MinMaxScaling() },
            "validation" => Options with { Validation = 0.3 },
            "standard" or "wide" => Options with { Scaling = new StandardScaling(), Decoder = OutputFunction.Linear },
            "minmax" => Options with { Scaling = new MinMaxScaling() },
            "revive" => Options with { Revive = true, Sparsity = new KlOptions { Rho = 0.001 }, Optimizer = new AdamOptions { Epochs = 6, Batch = 20 } },
            "double" => Options with { Precision = Precision.Double },
            _ => Options,
        };
        return (Rows.Paired(Rows.From(x), Rows.From(y)), options);
    }

    private static SparseAutoencoder Train(IRows rows, TrainingOptions options) => SparseAutoencoder.Train(rows, options, cancellation: TestContext.Current.CancellationToken);

    /// <summary>Stops at every word, and goes on, until the run is at its end.</summary>
    private SparseAutoencoder Stopped(IRows rows, TrainingOptions options)
    {
        var (model, stops) = StoppedRun.Of(rows, options, _folder["run"]);
        Assert.True(stops > 2);
        return model;
    }

    private byte[] Bits(SparseAutoencoder model)
    {
        model.Save(_folder["bits.safetensors"]);
        return File.ReadAllBytes(_folder["bits.safetensors"]);
    }

    /// <summary>Targets in [0, 1], a function of the rows.</summary>
    private static double[,] OfX(double[,] x)
    {
        var y = new double[Count, Outputs];
        for (var r = 0; r < Count; r++)
            for (var j = 0; j < Outputs; j++) y[r, j] = (float)(0.5 + 0.4 * Math.Sin(3 * x[r, j] + x[r, j + 2]));
        return y;
    }

    private static ReferenceParameters Random(ulong seed) => new(
        Networks.Numbers(Units, Inputs, seed, -1, 1), [.. Networks.Numbers(1, Units, seed + 1, -1, 1).Cast<double>()],
        Networks.Numbers(Units, Outputs, seed + 2, -1, 1), [.. Networks.Numbers(1, Outputs, seed + 3, -1, 1).Cast<double>()]);

    private static Parameters<double> ToParameters(ReferenceParameters model)
    {
        var parameters = new Parameters<double>(new ParameterTable(Inputs, Units, tied: false, targets: Outputs));
        model.EncoderWeights.ToMatrix<double>().All.CopyTo(parameters.EncoderWeights.All);
        model.DecoderWeights!.ToMatrix<double>().All.CopyTo(parameters.DecoderWeights.All);
        model.EncoderBias.CopyTo(parameters.EncoderBiases);
        model.DecoderBias.CopyTo(parameters.DecoderBiases);
        return parameters;
    }

    private static double[] Numbers(ReferenceParameters model) =>
        [.. model.EncoderWeights.Cast<double>(), .. model.EncoderBias, .. model.DecoderWeights!.Cast<double>(), .. model.DecoderBias];

    private static double[] Numbers(Parameters<double> parameters) => Numbers(parameters.ToReference());

    private static ReferenceParameters FromNumbers(double[] numbers)
    {
        var (encoder, decoder, at) = (new double[Units, Inputs], new double[Units, Outputs], 0);
        Fill(encoder);
        var bias = numbers[at..(at += Units)];
        Fill(decoder);
        return new(encoder, bias, decoder, numbers[at..]);

        void Fill(double[,] matrix)
        {
            for (var l = 0; l < matrix.GetLength(0); l++)
                for (var j = 0; j < matrix.GetLength(1); j++) matrix[l, j] = numbers[at++];
        }
    }
}
