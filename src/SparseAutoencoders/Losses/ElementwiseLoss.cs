using System.Numerics;
using System.Runtime.Intrinsics;
using SparseAutoencoders.Kernels;
using SparseAutoencoders.Model;

namespace SparseAutoencoders.Losses;

/// <summary>A loss that is a sum over all numbers of a batch, given by one term's formula.</summary>
internal interface ILossTerm<T>
{
    /// <summary>The term. Numbers past a row's end are 0 in all three and must give 0 after <see cref="ElementwiseLoss{T, TTerm}"/> masks them.</summary>
    static abstract Vector512<T> Value(Vector512<T> logit, Vector512<T> output, Vector512<T> input);

    /// <summary>The term's derivative by the logit.</summary>
    static abstract Vector512<T> Slope(Vector512<T> output, Vector512<T> input);
}

/// <summary>Sums a term over a batch in one pass that also leaves the gradient of the logits.</summary>
internal sealed class ElementwiseLoss<T, TTerm>(Workers workers) : ILoss<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TTerm : struct, ILossTerm<T>
{
    private readonly BlockSums _sums = new(1);
    private readonly double[] _total = new double[1];

    /// <inheritdoc/>
    public double Evaluate(Pass<T> values, Pass<T>? gradients)
    {
        var blocks = RowBlocks.Count(values.Rows);
        _sums.Prepare(blocks);
        workers.Run(blocks, new Block(values.Logits, values.Output, values.Input, gradients?.Logits, values.MeanOver, _sums));
        _sums.Total(blocks, _total);
        return _total[0] / values.MeanOver;
    }

    private readonly struct Block(Matrix<T> logits, Matrix<T> output, Matrix<T> input, Matrix<T>? slopes, int meanOver, BlockSums sums) : IParallelBody
    {
        public void Invoke(int task)
        {
            var (first, rows) = RowBlocks.Bounds(task, input.Rows);
            var sum = 0.0;
            for (var r = first; r < first + rows; r++)
            {
                sum += Sum(logits.Row(r), output.Row(r), input.Row(r));
                if (slopes is not null)
                    Elementwise.Map<T, ScaledSlope>(output.Row(r), input.Row(r), slopes.Row(r), new ScaledSlope(T.One / T.CreateTruncating(meanOver)));
            }
            sums.Line(task)[0] = sum;
        }

        // A row's terms are added in the row's own kind of number, 16 or 8 running sums; rows are added in double.
        private static double Sum(ReadOnlySpan<T> logits, ReadOnlySpan<T> output, ReadOnlySpan<T> input)
        {
            var terms = Vector512<T>.Zero;
            var i = 0;
            for (; i <= input.Length - Vector512<T>.Count; i += Vector512<T>.Count)
                terms += TTerm.Value(Elementwise.Load(logits, i), Elementwise.Load(output, i), Elementwise.Load(input, i));
            if (i < input.Length)
            {
                var last = TTerm.Value(Elementwise.LoadPart(logits, i), Elementwise.LoadPart(output, i), Elementwise.LoadPart(input, i));
                Span<T> kept = stackalloc T[Vector512<T>.Count];
                kept.Clear();
                Elementwise.StorePart(last, kept[..(input.Length - i)], 0);
                terms += Vector512.Create<T>(kept);
            }
            return Reductions.Sum(terms);
        }
    }

    private readonly struct ScaledSlope(T factor) : IMap2<T>
    {
        public Vector512<T> Invoke(Vector512<T> x, Vector512<T> y) => Vector512.Create(factor) * TTerm.Slope(x, y);
    }
}
