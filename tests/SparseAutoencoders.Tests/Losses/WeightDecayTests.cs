using SparseAutoencoders.Tests.Model;
using SparseAutoencoders.Tests.Reference;

namespace SparseAutoencoders.Tests.Losses;

public sealed class WeightDecayTests
{
    [Theory, InlineData(true), InlineData(false)]
    public void Value_is_the_sum_of_squared_weights_a_tied_matrix_once(bool tied)
    {
        var model = Networks.Random(9, 5, tied, seed: 6);
        var squares = ReferenceObjective.SumOfSquares(model.EncoderWeights) + (tied ? 0 : ReferenceObjective.SumOfSquares(model.DecoderWeights!));
        Close.To(0.01 * squares, WeightDecay.Value(0.01, model.ToParameters<double>()), 1e-14);
    }

    [Theory, InlineData(true), InlineData(false)]
    public void AddGradient_adds_twice_lambda_times_the_weights_and_leaves_biases(bool tied)
    {
        var parameters = Networks.Random(9, 5, tied, seed: 6).ToParameters<double>();
        var gradients = parameters.Empty();
        gradients.All.Fill(1);
        WeightDecay.AddGradient(0.25, parameters, gradients);
        for (var i = 0; i < parameters.Weights.Length; i++) Close.To(1 + 0.5 * parameters.Weights[i], gradients.Weights[i], 3e-16);
        Assert.Equal(-1, gradients.EncoderBiases.IndexOfAnyExcept(1));
        Assert.Equal(-1, gradients.DecoderBiases.IndexOfAnyExcept(1));
    }

    [Fact]
    public void Weight_zero_costs_nothing_even_where_squares_overflow()
    {
        var parameters = Networks.Random(2, 2, tied: false, seed: 6).ToParameters<double>();
        parameters.Weights.Fill(1e200);
        Assert.Equal(0, WeightDecay.Value(0, parameters));
    }
}
