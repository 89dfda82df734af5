using SparseAutoencoders.Tests.Model;
using SparseAutoencoders.Tests.Reference;

namespace SparseAutoencoders.Tests.Losses;

public sealed class SquaredErrorLossTests
{
    // Up to 35 terms of one sign a row, and a slope of four operations.
    private const double Bound = 40 * 2.3e-16;

    [Theory, InlineData(OutputFunction.Sigmoid), InlineData(OutputFunction.Linear)]
    public void Evaluate_any_width_gives_sum_over_inputs_and_slope_by_logit(OutputFunction function)
    {
        for (var width = 1; width <= 35; width++)
        {
            var (x, logits) = (Networks.Numbers(3, width, seed: 1), Networks.Numbers(3, width, seed: 2, low: -3, high: 3));
            var (values, gradients) = x.Passes<double>(1);
            logits.ToMatrix<double>().All.CopyTo(values.Logits.All);
            values.Resize(3, meanOver: 10);                      // three rows of a full batch of ten

            var loss = new SquaredErrorOptions().Create<double>(function, Workers.Shared).Evaluate(values, gradients);

            var expected = 0.0;
            var slopes = new double[3, width];
            for (var i = 0; i < 3; i++)
            {
                for (var j = 0; j < width; j++)
                {
                    var output = function == OutputFunction.Linear ? logits[i, j] : ReferenceFunctions.Sigmoid(logits[i, j]);
                    var error = output - x[i, j];
                    expected += error * error / 10;
                    slopes[i, j] = 2 * error / 10 * (function == OutputFunction.Linear ? 1 : output * (1 - output));
                }
            }
            Close.To(expected, loss, Bound);
            Close.To(slopes, gradients.Logits.ToArray(), Bound, Bound);
            for (var j = 0; j < width; j++) Close.To(slopes[0, j] + slopes[1, j] + slopes[2, j], gradients.OutputSums[j], Bound, Bound);
            Close.To(loss, new SquaredErrorOptions().Create<double>(function, Workers.Shared).Evaluate(values, null), 0);
            Assert.Equal(function == OutputFunction.Linear ? logits[2, 0] : ReferenceFunctions.Sigmoid(logits[2, 0]), values.Output[2, 0], 1e-15);
        }
    }

    [Theory, InlineData(OutputFunction.Sigmoid), InlineData(OutputFunction.Linear)]
    public void Accepts_every_decoder(OutputFunction function) => Assert.True(new SquaredErrorOptions().Accepts(function));
}
