using SparseAutoencoders.Tests.Reference;

namespace SparseAutoencoders.Tests.Model;

public sealed class EncoderTests
{
    // A pre-code is a sum of at most 40 products, each below 1 in size.
    private const double Bound = 40 * 2.3e-16;

    [Theory, InlineData(1, 1, 1), InlineData(5, 6, 4), InlineData(33, 17, 40), InlineData(70, 40, 9)]
    public void Forward_any_shape_is_rows_times_weights_plus_biases(int rows, int inputs, int units)
    {
        var model = Networks.Random(inputs, units, tied: false, seed: 3);
        var x = Networks.Numbers(rows, inputs, seed: 4);
        var (values, _) = x.Passes<double>(units);

        new Encoder<double>(model.ToParameters<double>(), Workers.Shared).Forward(values);

        var expected = new double[rows, units];
        for (var r = 0; r < rows; r++)
        {
            for (var l = 0; l < units; l++)
            {
                expected[r, l] = model.EncoderBias[l];
                for (var j = 0; j < inputs; j++) expected[r, l] += x[r, j] * model.EncoderWeights[l, j];
            }
        }
        Close.To(expected, values.PreCodes.ToArray(), Bound, Bound);
    }

    [Fact]
    public void Backward_adds_to_the_gradients_that_are_there()
    {
        var model = Networks.Random(7, 5, tied: false, seed: 3);
        var x = Networks.Numbers(41, 7, seed: 4);
        var slopes = Networks.Numbers(41, 5, seed: 5, low: -1);
        var (values, gradients) = x.Passes<double>(5);
        slopes.ToMatrix<double>().All.CopyTo(gradients.PreCodes.All);
        var parameters = model.ToParameters<double>();
        Reductions.AddRows<double>(gradients.PreCodes.All, gradients.UnitSums[..5]);
        var weightGradients = parameters.Empty();
        weightGradients.All.Fill(100);

        new Encoder<double>(parameters, Workers.Shared).Backward(values, gradients, weightGradients, add: true);

        for (var l = 0; l < 5; l++)
        {
            var bias = 100.0;
            for (var r = 0; r < 41; r++) bias += slopes[r, l];
            Close.To(bias, weightGradients.EncoderBiases[l], 1e-14);
            for (var j = 0; j < 7; j++)
            {
                var weight = 100.0;
                for (var r = 0; r < 41; r++) weight += slopes[r, l] * x[r, j];
                Close.To(weight, weightGradients.EncoderWeights[l, j], 1e-14);
            }
        }
        Assert.Equal(-1, weightGradients.DecoderWeights.All.IndexOfAnyExcept(100));
        Assert.Equal(-1, weightGradients.DecoderBiases.IndexOfAnyExcept(100));
    }
}
