using SparseAutoencoders.Tests.Reference;

namespace SparseAutoencoders.Tests.Model;

public sealed class DecoderTests
{
    private const double Bound = 40 * 2.3e-16;

    [Theory]
    [InlineData(1, 1, 1, OutputFunction.Sigmoid, false)]
    [InlineData(5, 6, 4, OutputFunction.Linear, true)]
    [InlineData(33, 40, 17, OutputFunction.Sigmoid, true)]
    [InlineData(70, 19, 40, OutputFunction.Linear, false)]
    public void Forward_any_shape_is_the_reference(int rows, int inputs, int units, OutputFunction function, bool tied)
    {
        var model = Networks.Random(inputs, units, tied, seed: 8);
        var codes = Networks.Numbers(rows, units, seed: 9);
        var (values, _) = new double[rows, inputs].Passes<double>(units);
        codes.ToMatrix<double>().All.CopyTo(values.Codes.All);

        var decoder = new Decoder<double>(model.ToParameters<double>(), function, Workers.Shared);
        decoder.Forward(values);
        decoder.ApplyOutputFunction(values);

        Close.To(ReferenceObjective.Logits(model, codes), values.Logits.ToArray(), Bound, Bound);
        Close.To(ReferenceObjective.Decode(model, codes, function == OutputFunction.Linear), values.Output.ToArray(), Bound, Bound);
    }

    [Fact]
    public void Backward_gives_the_slope_by_codes_and_adds_to_the_gradients_that_are_there()
    {
        var model = Networks.Random(7, 5, tied: false, seed: 3);
        var codes = Networks.Numbers(41, 5, seed: 4);
        var slopes = Networks.Numbers(41, 7, seed: 5, low: -1);
        var (values, gradients) = new double[41, 7].Passes<double>(5);
        codes.ToMatrix<double>().All.CopyTo(values.Codes.All);
        slopes.ToMatrix<double>().All.CopyTo(gradients.Logits.All);
        var parameters = model.ToParameters<double>();
        Reductions.AddRows<double>(gradients.Logits.All, gradients.OutputSums);
        var weightGradients = parameters.Empty();
        weightGradients.All.Fill(100);

        var decoder = new Decoder<double>(parameters, OutputFunction.Linear, Workers.Shared);
        decoder.BackToCodes(values, gradients);
        decoder.Backward(values, gradients, weightGradients, add: true);

        for (var j = 0; j < 7; j++)
        {
            var bias = 100.0;
            for (var r = 0; r < 41; r++) bias += slopes[r, j];
            Close.To(bias, weightGradients.DecoderBiases[j], 1e-14);
            for (var l = 0; l < 5; l++)
            {
                var weight = 100.0;
                for (var r = 0; r < 41; r++) weight += codes[r, l] * slopes[r, j];
                Close.To(weight, weightGradients.DecoderWeights[l, j], 1e-14);
            }
        }
        for (var r = 0; r < 41; r++)
        {
            for (var l = 0; l < 5; l++)
            {
                var slope = 0.0;
                for (var j = 0; j < 7; j++) slope += slopes[r, j] * model.DecoderWeights![l, j];
                Close.To(slope, gradients.Codes[r, l], 1e-14, absolute: Bound);
            }
        }
        Assert.Equal(-1, weightGradients.EncoderWeights.All.IndexOfAnyExcept(100));
        Assert.Equal(-1, weightGradients.EncoderBiases.IndexOfAnyExcept(100));
    }
}
