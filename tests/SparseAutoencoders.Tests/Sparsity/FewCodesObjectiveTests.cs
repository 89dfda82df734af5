using SparseAutoencoders.Tests.Model;
using SparseAutoencoders.Tests.Reference;

namespace SparseAutoencoders.Tests.Sparsity;

/// <summary>A step of the mechanisms by which few codes are not 0, beside the oracle in plain loops.</summary>
public sealed class FewCodesObjectiveTests
{
    // Sums of some hundred products of numbers near 1: 1e-13 of the largest gradient. Small differences of large losses leave a little more.
    private const double Bound = 1e-9, Absolute = 1e-12;

    public static TheoryData<string> Mechanisms => ["topk", "batch-topk", "jumprelu", "l1", "gated"];

    [Theory, MemberData(nameof(Mechanisms))]
    public void Step_agrees_with_the_oracle_in_every_value_and_gradient(string mechanism)
    {
        // More rows than a block has, more units than a block, one row, one unit, and odd numbers of inputs.
        foreach (var (rows, inputs, units, l0) in new[] { (7, 6, 5, 2.0), (70, 13, 90, 4), (1, 4, 3, 1), (9, 2, 1, 1), (40, 10, 24, 3) })
            foreach (var takesOff in new[] { true, false })
                foreach (var unit in new[] { true, false })
                    foreach (var decay in new[] { 0, 0.01 })
                        Agrees(new(mechanism, l0) { TakesOff = takesOff, UnitLength = unit, WeightDecay = decay }, rows, inputs, units);
    }

    [Theory, MemberData(nameof(Mechanisms))]
    public void Step_with_prefixes_is_the_mean_over_them_and_all_units(string mechanism)
    {
        foreach (var prefixes in new int[][] { [1], [8, 20], [3, 4, 31] })
            foreach (var takesOff in new[] { true, false })
                Agrees(new(mechanism, 5) { TakesOff = takesOff, Prefixes = prefixes }, 50, 9, 32);
    }

    // d/2 is 5: fewer silent units than that weigh less, and of more only the largest five of a row count.
    [Theory, MemberData(nameof(Mechanisms))]
    public void Step_with_silent_units_gives_AuxK_whose_gradient_reaches_encoder_and_decoder(string mechanism)
    {
        foreach (var silent in new int[][] { [4], [0, 2, 3], [1, 2, 3, 5, 8, 9, 11, 12] })
            foreach (var (prefixes, takesOff) in new (int[], bool)[] { ([], true), ([], false), ([6], true) })
                foreach (var unit in new[] { true, false })
                    Agrees(new(mechanism, 3) { Silent = silent, Aux = 0.4, Prefixes = prefixes, TakesOff = takesOff, UnitLength = unit }, 41, 10, 16);
    }

    [Theory, MemberData(nameof(Mechanisms))]
    public void Step_after_step_decoder_rows_have_length_1_and_all_else_goes_along_its_gradient(string mechanism)
    {
        const double Rate = 0.05;
        foreach (var form in new FewCodesOptions[] { new(mechanism, 3), new(mechanism, 3) { Prefixes = [4, 9] }, new(mechanism, 3) { Aux = 0.5, Silent = [1, 7] }, new(mechanism, 3) { TakesOff = false, UnitLength = false, WeightDecay = 0.02 } })
        {
            var options = form with { Penalty = mechanism is "l1" or "gated" ? 0.05 : 0 };
            var (x, expected) = (Networks.Numbers(30, 8, seed: 4, low: -1), Random(8, 12, options.UnitLength));
            using var workers = new Workers(2);
            var network = Network(expected, options, workers, rows: 30);
            var step = new MiniBatchStep<double>(network, new SgdOptions { Momentum = 0 }.Create<double>(network.Parameters.Numbers.Columns, workers), 30, workers);
            // A silent unit that is active is silent no longer: of these one step is compared.
            for (var i = 0; i < (options.Silent.Length > 0 ? 1 : 3); i++)
            {
                step.Begin(x.ToMatrix<double>());
                step.Run(Rate);
                expected = Stepped(expected, ReferenceFewCodes.Evaluate(expected, x, options), Rate, options.UnitLength);
                Agree(expected, network.Parameters, mechanism, 1e-11);
            }
            for (var l = 0; l < 12 && options.UnitLength; l++) Assert.Equal(1, Reductions.SquaredNorm<double>(network.Parameters.DecoderWeights.Row(l)), 1e-15);
        }
    }

    [Theory, InlineData(800, 200), InlineData(0, 20), InlineData(60, 20)]
    public void A_unit_counts_as_silent_after_a_quarter_of_an_epoch_and_at_least_10_batches_without(int epoch, int silentAfter)
    {
        var model = Random(6, 5, unitLength: true);
        model.EncoderBias[3] = -100;
        using var workers = new Workers(1);
        var network = Network(model, new("topk", 2) { Aux = 1 }, workers);
        network.Begin(epoch);
        for (var rows = 0; rows < silentAfter + 4; rows += 2)
        {
            var terms = Step(network, Networks.Numbers(2, 6, seed: (ulong)rows)).Terms;
            Assert.Equal(rows >= silentAfter, terms.Auxiliary > 0);
        }
    }

    [Fact]
    public void A_unit_counts_as_silent_after_ten_million_rows_however_many_an_epoch_has()
    {
        foreach (var (since, silent) in new[] { (1e7, true), (1e7 - 2, false) })
        {
            var network = Network(Random(6, 5, unitLength: true), new("topk", 2) { Aux = 1 }, Workers.Shared);
            network.Begin(int.MaxValue);
            SetSilent(network, [3], since);
            Assert.Equal(silent, Step(network, Networks.Numbers(2, 6, seed: 1)).Terms.Auxiliary > 0);
        }
    }

    // The batch before had a level of 1, and candidates are looked for from 0.8 on: of these there are just as many as are asked for.
    [Fact]
    public void Threshold_after_a_step_does_not_depend_on_the_batches_before()
    {
        var model = new FewCodesNetwork(new double[,] { { 1, 0 }, { 0, 1 } }, [0, 0], new double[,] { { 1, 0 }, { 0, 1 } }, [0, 0], [0, 0], [0, 0], [0, 0]);
        var (fresh, warm) = (Network(model, new("batch-topk", 1), Workers.Shared), Network(model, new("batch-topk", 1), Workers.Shared));
        Step(warm, new double[,] { { 1, 0 }, { 0, 1 } });
        var rows = new double[,] { { 0.9, 0.1 }, { 0.2, 0.85 } };
        Step(fresh, rows);
        Step(warm, rows);
        Assert.Equal([0.85, 0.85], fresh.Parameters[L0Options.Thresholds].All);
        Assert.Equal([0.85, 0.85], warm.Parameters[L0Options.Thresholds].All);
    }

    // Elsewhere a unit that was selected counts as active though its value is 0, and so is never looked after.
    [Fact]
    public void A_unit_that_is_selected_with_the_value_0_is_not_active()
    {
        var model = Random(6, 5, unitLength: true);
        (model.GateBias[3], model.EncoderBias[3]) = (100, -1e6);
        var network = Network(model, new("gated", 2) { Aux = 1 }, Workers.Shared);
        network.Begin(2);
        for (var step = 0; step < 100; step++)
        {
            var (_, values, _) = Step(network, Networks.Numbers(2, 6, seed: 1));
            Assert.Equal(0, values.UnitSums[5 + 3]);
        }
        var state = new SavedState();
        state.Take(network.KeepIn);
        Assert.Equal(200, ((double[])state.Entries.Single(entry => entry.Key == "l0.rows_since_active").Value.Numbers)[3]);
    }

    // Elsewhere the largest of a row are taken though they are below 0.
    [Theory, MemberData(nameof(Mechanisms))]
    public void Rows_with_nothing_above_0_have_no_codes_and_the_decoder_s_biases_as_output(string mechanism)
    {
        var model = Random(6, 5, unitLength: true);
        Array.Fill(model.EncoderBias, -100);
        Array.Fill(model.GateBias, -100);
        var (terms, values, _) = Step(Network(model, new(mechanism, 2), Workers.Shared), Networks.Numbers(4, 6, seed: 1));
        Assert.Equal(0, values.SparseCodes!.Count);
        Assert.True(double.IsFinite(terms.Total));
    }

    // Elsewhere a selected unit gets gradient though its value is 0.
    [Theory, MemberData(nameof(Mechanisms))]
    public void A_unit_whose_code_is_0_on_every_row_gets_no_gradient_but_its_gate_s(string mechanism)
    {
        var model = Random(6, 5, unitLength: true);
        model.EncoderBias[3] = -100;
        model.GateBias[3] = -100;
        var network = Network(model, new(mechanism, 5), Workers.Shared);
        var gradients = Step(network, Networks.Numbers(20, 6, seed: 1)).Gradients;
        Assert.Equal(new double[6], gradients.EncoderWeights.Row(3).ToArray());
        Assert.Equal(new double[6], gradients.DecoderWeights.Row(3).ToArray());
        Assert.Equal(0, gradients.EncoderBiases[3]);
    }

    [Theory, MemberData(nameof(Mechanisms))]
    public void Step_any_number_of_threads_gives_the_same_bits(string mechanism)
    {
        var options = new FewCodesOptions(mechanism, 5) { Aux = 1, Silent = [1, 2, 40], Prefixes = [10, 60] };
        var x = Networks.Numbers(300, 40, seed: 2, low: -1);
        Parameters<double> Of(int threads)
        {
            using var workers = new Workers(threads);
            return Step(Network(Random(40, 130, unitLength: true), options, workers, rows: 300), x).Gradients;
        }
        var one = Of(1);
        foreach (var threads in new[] { 2, 3, 4 }) Assert.Equal(one.All, Of(threads).All);
    }

    private static void Agrees(FewCodesOptions options, int rows, int inputs, int units)
    {
        options = options with { Penalty = options.Mechanism is "l1" or "gated" ? 0.05 : 0 };
        var model = Random(inputs, units, options.UnitLength);
        var x = Networks.Numbers(rows, inputs, seed: (ulong)(rows + units), low: -1);
        var expected = ReferenceFewCodes.Evaluate(model, x, options);
        var (terms, values, gradients) = Step(Network(model, options, Workers.Shared, rows), x);
        Close.To(expected.Reconstruction, terms.Reconstruction, Bound);
        Close.To(expected.Sparsity, terms.Sparsity, Bound);
        Close.To(expected.Auxiliary, terms.Auxiliary, Bound);
        var codes = new Matrix<double>(rows, units);
        values.SparseCodes!.Fill(codes);
        Close.To(expected.Codes, codes.ToArray(), Bound, Absolute);
        for (var l = 0; l < units; l++)
        {
            Close.To(Enumerable.Range(0, rows).Sum(i => expected.Codes[i, l]), values.UnitSums[l], Bound, Absolute);
            Assert.Equal(Enumerable.Range(0, rows).Count(i => expected.Codes[i, l] > 0), values.UnitSums[units + l]);
        }
        Agree(expected.Gradients, gradients, options.Mechanism, Bound);
    }

    private static void Agree(FewCodesNetwork expected, Parameters<double> actual, string mechanism, double bound)
    {
        Close.To(expected.EncoderWeights, actual.EncoderWeights.ToArray(), bound, Absolute);
        Close.To(expected.EncoderBias, actual.EncoderBiases.ToArray(), bound, Absolute);
        Close.To(expected.DecoderWeights, actual.DecoderWeights.ToArray(), bound, Absolute);
        Close.To(expected.DecoderBias, actual.DecoderBiases.ToArray(), bound, Absolute);
        if (mechanism == "jumprelu") Close.To(expected.Thresholds, actual[L0Options.Thresholds].All.ToArray(), bound, Absolute);
        if (mechanism != "gated") return;
        Close.To(expected.GateBias, actual[GatedOptions.GateBiases].All.ToArray(), bound, Absolute);
        Close.To(expected.GateScale, actual[GatedOptions.GateScales].All.ToArray(), bound, Absolute);
    }

    private static FewCodesNetwork Stepped(FewCodesNetwork model, FewCodesTerms terms, double rate, bool unitLength)
    {
        var gradients = terms.Gradients;
        var decoder = Moved(model.DecoderWeights, gradients.DecoderWeights, rate);
        for (var l = 0; l < decoder.GetLength(0) && unitLength; l++)
        {
            var length = Math.Sqrt(Enumerable.Range(0, decoder.GetLength(1)).Sum(j => decoder[l, j] * decoder[l, j]));
            for (var j = 0; j < decoder.GetLength(1); j++) decoder[l, j] /= length;
        }
        return new(Moved(model.EncoderWeights, gradients.EncoderWeights, rate), Moved(model.EncoderBias, gradients.EncoderBias, rate), decoder, Moved(model.DecoderBias, gradients.DecoderBias, rate),
            [.. Moved(model.Thresholds, gradients.Thresholds, rate).Select(threshold => threshold + terms.Level)], Moved(model.GateBias, gradients.GateBias, rate), Moved(model.GateScale, gradients.GateScale, rate));
    }

    private static double[] Moved(double[] numbers, double[] gradient, double rate) => [.. numbers.Zip(gradient, (number, slope) => number - rate * slope)];

    private static double[,] Moved(double[,] numbers, double[,] gradient, double rate)
    {
        var moved = (double[,])numbers.Clone();
        for (var l = 0; l < numbers.GetLength(0); l++)
            for (var j = 0; j < numbers.GetLength(1); j++) moved[l, j] -= rate * gradient[l, j];
        return moved;
    }

    private static FewCodesNetwork Random(int inputs, int units, bool unitLength)
    {
        double[] Numbers(ulong seed, double low, double high) => [.. Networks.Numbers(1, units, seed, low, high).Cast<double>()];
        var weights = Networks.Random(inputs, units, tied: false, seed: (ulong)(31 * inputs + units));
        var decoder = weights.DecoderWeights!;
        for (var l = 0; l < units && unitLength; l++)
        {
            var length = Math.Sqrt(Enumerable.Range(0, inputs).Sum(j => decoder[l, j] * decoder[l, j]));
            for (var j = 0; j < inputs; j++) decoder[l, j] /= length;
        }
        return new(weights.EncoderWeights, Numbers(5, -0.3, 0.3), decoder, [.. weights.DecoderBias.Select(bias => 0.3 * bias)], Numbers(6, 0.1, 0.5), Numbers(7, -0.3, 0.3), Numbers(8, -0.2, 0.2));
    }

    private static Network<double> Network(FewCodesNetwork model, FewCodesOptions options, Workers workers, int rows = 0)
    {
        var units = model.EncoderBias.Length;
        var prefixes = options.Prefixes.Length > 0 ? Prefixes.Of(options.Prefixes) : null;
        var (norm, l1) = (options.UnitLength ? DecoderNorm.Unit : DecoderNorm.Free, options.Penalty > 0 ? options.Penalty : (double?)null);
        L0Options sparsity = options.Mechanism switch
        {
            "topk" => new TopKOptions(),
            "batch-topk" => new BatchTopKOptions(),
            "jumprelu" => new JumpReluOptions(),
            "l1" => new L1Options { L1 = l1 },
            _ => new GatedOptions { L1 = l1 },
        };
        sparsity = sparsity with { L0 = l1 is null ? options.L0 : null, Aux = options.Aux, DecoderNorm = norm, Prefixes = prefixes, SubtractDecoderBias = options.TakesOff };
        var objective = new ObjectiveOptions(sparsity.Completed(units), new SquaredErrorOptions(), OutputFunction.Linear, options.WeightDecay);
        var parameters = objective.CreateParameters<double>(model.DecoderBias.Length, units, tied: false);
        model.EncoderWeights.ToMatrix<double>().All.CopyTo(parameters.EncoderWeights.All);
        model.DecoderWeights.ToMatrix<double>().All.CopyTo(parameters.DecoderWeights.All);
        model.EncoderBias.CopyTo(parameters.EncoderBiases);
        model.DecoderBias.CopyTo(parameters.DecoderBiases);
        if (options.Mechanism is "l1" or "gated") PenaltyControl<double>.Begin(parameters, l1);
        if (options.Mechanism == "jumprelu") model.Thresholds.CopyTo(parameters[L0Options.Thresholds].All);
        if (options.Mechanism == "gated") model.GateBias.CopyTo(parameters[GatedOptions.GateBiases].All);
        if (options.Mechanism == "gated") model.GateScale.CopyTo(parameters[GatedOptions.GateScales].All);
        var network = new Network<double>(parameters, objective, workers);
        if (options.Silent.Length > 0) SetSilent(network, options.Silent, 100.0 * rows);
        return network;
    }

    private static void SetSilent(Network<double> network, int[] units, double since)
    {
        var state = new SavedState();
        state.Take(network.KeepIn);
        var (name, entry) = state.Entries.Single(entry => entry.Key == "l0.rows_since_active");
        foreach (var unit in units) ((double[])entry.Numbers)[unit] = since;
        state.Restore(network.KeepIn);
        Assert.NotEmpty(name);
    }

    private static (LossTerms Terms, Pass<double> Values, Parameters<double> Gradients) Step(Network<double> network, double[,] rows)
    {
        var count = rows.GetLength(0);
        var (values, gradients, weightGradients) = (network.CreatePass(count, training: true), network.CreateGradients(count), network.Parameters.Empty());
        values.Resize(count, meanOver: count);
        gradients.Resize(count, meanOver: count);
        rows.ToMatrix<double>().All.CopyTo(values.Input.All);
        return (network.Step(values, gradients, weightGradients), values, weightGradients);
    }
}
