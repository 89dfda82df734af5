using System.Numerics;

namespace SparseAutoencoders.Outsiders;

/// <summary>A loss made up for tests: L = (1/m) Σ √(1 + (x̂ − x)²) − 1.</summary>
public sealed record SmoothAbsoluteErrorOptions : LossOptions
{
    public override bool Accepts(OutputFunction decoder) => true;

    public override ILoss<T> Create<T>(OutputFunction decoder, Workers workers) => new SmoothAbsoluteError<T>(decoder);
}

/// <summary>The station of <see cref="SmoothAbsoluteErrorOptions"/>, in plain loops.</summary>
public sealed class SmoothAbsoluteError<T>(OutputFunction decoder) : ILoss<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public double Evaluate(Pass<T> values, Pass<T>? gradients)
    {
        var sum = 0.0;
        gradients?.OutputSums.Clear();
        for (var r = 0; r < values.Rows; r++)
        {
            for (var j = 0; j < values.Inputs; j++)
            {
                var output = Output(values.Logits[r, j]);
                var error = output - values.Target[r, j];
                var root = T.Sqrt(T.One + error * error);
                sum += double.CreateTruncating(root - T.One);
                if (gradients is null)
                {
                    values.Output[r, j] = output;
                    continue;
                }
                var slope = error / root * (decoder == OutputFunction.Sigmoid ? output * (T.One - output) : T.One) / T.CreateTruncating(values.MeanOver);
                gradients.Logits[r, j] = slope;
                gradients.OutputSums[j] += double.CreateTruncating(slope);
            }
        }
        return sum / values.MeanOver;
    }

    public void Terms(Pass<T> values, Matrix<T> terms)
    {
        for (var r = 0; r < values.Rows; r++)
            for (var j = 0; j < values.Inputs; j++) terms[r, j] = T.Sqrt(T.One + T.Pow(Output(values.Logits[r, j]) - values.Target[r, j], T.CreateChecked(2))) - T.One;
    }

    private T Output(T logit) => decoder == OutputFunction.Sigmoid ? T.One / (T.One + T.Exp(-logit)) : logit;
}
