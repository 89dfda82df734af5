using System.Globalization;
using System.Numerics;

namespace SparseAutoencoders.Outsiders;

/// <summary>A mechanism made up for tests: codes h = max(0, z − t) with a learned threshold t of each unit, drawn towards 0 by Ω = Σ_l of the mean code. It has no ρ.</summary>
public sealed record ThresholdReluOptions : SparsityOptions
{
    public const string Thresholds = "toy.threshold", Largest = "toy.largest";

    private static readonly Figure[] Own =
    [
        new("threshold_mean", "mean of the units' thresholds", "threshold, mean of units"),
        new("silent_share", "share of units whose codes are all 0", "silent units", IsShare: true),
    ];

    [Setting("toy-weight", "weight of the mean codes in the objective", Min = 0)]
    public double Weight { get; init; } = 0.01;

    [Setting("toy-threshold", "threshold that units begin with", Min = 0)]
    public double Threshold { get; init; } = 0.05;

    public override string Activation => "threshold-relu";

    public override string? PenaltyWeight => nameof(Weight);

    public override IReadOnlyList<AskedFigure> Asked => [new("toy_weight", "weight of the mean codes", Weight)];

    public override IReadOnlyList<Figure> Figures => Own;

    public override IReadOnlyList<Block> Blocks(int inputs, int hiddenUnits) =>
        [new(Thresholds, hiddenUnits) { IsPerUnit = true }, new(Largest, hiddenUnits) { IsPerUnit = true, IsLearned = false }];

    public override void Initialize<T>(Parameters<T> parameters, RandomNumbers random)
    {
        base.Initialize(parameters, random);
        parameters[Thresholds].All.Fill(T.CreateTruncating(Threshold));
    }

    public override string? Finding(IReadOnlyList<double> figures, double meanActivation) =>
        figures[1] > 0.5 ? string.Create(CultureInfo.InvariantCulture, $"{100 * figures[1]:0} % of the units are silent. Give a smaller threshold.") : null;

    public override ISparsity<T> Create<T>(Parameters<T> parameters, Workers workers) => new ThresholdRelu<T>(this, parameters);
}

/// <summary>The station of <see cref="ThresholdReluOptions"/>, in plain loops.</summary>
public sealed class ThresholdRelu<T>(ThresholdReluOptions options, Parameters<T> parameters) : ISparsity<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Matrix<T> _thresholds = parameters[ThresholdReluOptions.Thresholds], _largest = parameters[ThresholdReluOptions.Largest];

    public void Forward(Pass<T> values)
    {
        values.UnitSums.Clear();
        for (var r = 0; r < values.Rows; r++)
        {
            var codes = values.Codes.Row(r);
            Code(values.PreCodes.Row(r), _thresholds.All, codes);
            for (var l = 0; l < codes.Length; l++)
            {
                values.UnitSums[l] += double.CreateTruncating(codes[l]);
                if (values.IsTraining) _largest.All[l] = T.Max(_largest.All[l], codes[l]);
            }
        }
        (values.SparseCodes ??= new()).Take(values.Codes);
    }

    public SparsityPenalty ApplyPenalty(ReadOnlySpan<double> unitSums, int rows)
    {
        var penalty = 0.0;
        foreach (var sum in unitSums) penalty += sum / rows;
        return new(penalty, options.Weight * penalty);
    }

    public void Backward(Pass<T> values, Pass<T> gradients, Parameters<T> weightGradients, bool add)
    {
        var codes = gradients.SparseCodes!;
        var slope = T.CreateTruncating(options.Weight / values.MeanOver);
        gradients.UnitSums.Clear();
        for (var place = 0; place < codes.Count; place++)
        {
            codes.Values[place] += slope;
            gradients.UnitSums[codes.Units[place]] += double.CreateTruncating(codes.Values[place]);
        }
        var thresholds = weightGradients[ThresholdReluOptions.Thresholds].All;
        for (var l = 0; l < thresholds.Length; l++) thresholds[l] = (add ? thresholds[l] : T.Zero) - T.CreateTruncating(gradients.UnitSums[l]);
    }

    public IRowCoder<T> Freeze() => new Coder(_thresholds);

    public void Judge(ReadOnlySpan<double> unitSums, long rows, Span<double> figures)
    {
        figures.Clear();
        for (var l = 0; l < unitSums.Length; l++)
        {
            figures[0] += double.CreateTruncating(_thresholds.All[l]) / unitSums.Length;
            if (unitSums[l] == 0) figures[1] += 1.0 / unitSums.Length;
        }
    }

    public void ResetUnit(int unit, ReadOnlySpan<double> products)
    {
        parameters.EncoderBiases[unit] = T.Zero;
        _thresholds.All[unit] = T.CreateTruncating(options.Threshold);
        _largest.All[unit] = T.Zero;
    }

    private static void Code(ReadOnlySpan<T> preCodes, ReadOnlySpan<T> thresholds, Span<T> codes)
    {
        for (var l = 0; l < codes.Length; l++) codes[l] = T.Max(T.Zero, preCodes[l] - thresholds[l]);
    }

    private sealed class Coder(Matrix<T> thresholds) : IRowCoder<T>
    {
        public void Encode(PackedFactor<T> weights, Matrix<T> biases, ReadOnlySpan<T> rows, Span<T> codes)
        {
            weights.Multiply(rows, biases, codes);
            for (var first = 0; first < codes.Length; first += biases.Columns) Code(codes.Slice(first, biases.Columns), thresholds.All, codes.Slice(first, biases.Columns));
        }
    }
}
