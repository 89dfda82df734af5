namespace SparseAutoencoders.Tests;

/// <summary>The numbers a model shows are those it computes with.</summary>
public sealed class ModelNumbersTests
{
    public static TheoryData<ScalingOptions> Scalings => [new NoScaling(), new MinMaxScaling(), new StandardScaling(), new ZcaScaling()];

    [Theory]
    [MemberData(nameof(Scalings))]
    public void Weights_biases_and_scaling_give_the_models_codes_and_sums(ScalingOptions scaling)
    {
        var random = new RandomNumbers(4, 1);
        var numbers = new Matrix<double>(40, 5);
        foreach (ref var number in numbers.All) number = random.NextDouble();
        using var rows = Rows.From(numbers);
        var model = SparseAutoencoder.Train(rows, new TrainingOptions
        {
            HiddenUnits = 3,
            Precision = Precision.Double,
            Decoder = OutputFunction.Linear,
            Scaling = scaling,
            Optimizer = new AdamOptions
            {
                Epochs = 3,
                Batch = 10
            },
        }, cancellation: TestContext.Current.CancellationToken);

        var x = numbers.Row(7).ToArray();
        if (model.Scaling is { } fitted)
        {
            x = [.. x.Select((value, j) => (value - fitted.Shift[j]) * fitted.Scale[j])];
            if (fitted.Rotation is { } rotation) x = [.. Enumerable.Range(0, 5).Select(j => Enumerable.Range(0, 5).Sum(i => x[i] * rotation[i, j]))];
        }
        Assert.Equal(scaling is NoScaling, model.Scaling is null);
        var codes = model.Encode(numbers.Row(7).ToArray());
        for (var l = 0; l < 3; l++)
        {
            var z = model.EncoderBiases[l] + Enumerable.Range(0, 5).Sum(j => model.EncoderWeights[l, j] * x[j]);
            Assert.Equal(1 / (1 + Math.Exp(-z)), codes[l], 1e-12);
        }
        double[] y = [.. model.DecoderBiases.Select((bias, j) => bias + Enumerable.Range(0, 3).Sum(l => codes[l] * model.DecoderWeights[l, j]))];
        if (model.Scaling is { } undone)
        {
            if (undone.InvertRotation() is { } inverse) y = [.. Enumerable.Range(0, 5).Select(j => Enumerable.Range(0, 5).Sum(i => y[i] * inverse[i, j]))];
            y = [.. y.Select((value, j) => value / undone.Scale[j] + undone.Shift[j])];
        }
        var output = model.Reconstruct(rows).ToMatrix<double>();
        for (var j = 0; j < 5; j++) Assert.Equal(y[j], output[7, j], 1e-12);
    }
}
