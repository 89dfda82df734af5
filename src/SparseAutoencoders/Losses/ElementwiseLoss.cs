namespace SparseAutoencoders;

/// <summary>A loss that is a sum over all numbers of a batch, given by one term's formula.</summary>
internal interface ILossTerm<T>
{
    /// <summary>The term.</summary>
    static abstract Vector512<T> Value(Vector512<T> logit, Vector512<T> output, Vector512<T> input);

    /// <summary>The term's derivative by the logit.</summary>
    static abstract Vector512<T> Slope(Vector512<T> output, Vector512<T> input);
}

/// <summary>Output function, loss, gradient of the logits and its sums over rows, in one pass.</summary>
/// <remarks>Rows lie one after the other without gaps, so a few at a time, some 1,000 numbers, go through as one line: the ends of short rows cost
/// nothing. A line's terms are added in their own kind of number, 16 or 8 running sums; lines, then blocks of rows, in double.</remarks>
internal sealed class ElementwiseLoss<T, TFunction, TTerm>(Workers workers) : ILoss<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TFunction : struct, IOutputFunction<T>
    where TTerm : struct, ILossTerm<T>
{
#if DEBUG
    private const int LineSize = 20;
#else
    private const int LineSize = 1024;
#endif

    private BlockSums? _sums;
    private double[] _total = [];

    /// <inheritdoc/>
    public double Evaluate(Pass<T> values, Pass<T>? gradients)
    {
        var blocks = RowBlocks.Count(values.Rows);
        _sums ??= new BlockSums(values.Outputs + 1);
        if (_total.Length == 0) _total = new double[values.Outputs + 1];
        _sums.Prepare(blocks);
        RowBlocks.Run(workers, values.Rows, values.Outputs, new Block(values.Logits, values.Target, gradients is null ? values.Output : null, gradients?.Logits, T.One / T.CreateTruncating(values.MeanOver), _sums));
        _sums.Total(blocks, _total);
        if (gradients is not null) _total.AsSpan(1).CopyTo(gradients.OutputSums);
        return _total[0] / values.MeanOver;
    }

    /// <inheritdoc/>
    public void Terms(Pass<T> values, Matrix<T> terms) =>
        RowBlocks.Run(workers, values.Rows, values.Outputs, new TermBlock(values.Logits, values.Target, terms));

    private readonly struct TermBlock(Matrix<T> logits, Matrix<T> input, Matrix<T> terms) : IParallelBody
    {
        public void Invoke(int task)
        {
            var (first, rows) = RowBlocks.Bounds(task, input.Rows);
            Elementwise.Map<T, Term>(logits.Block(first, rows), input.Block(first, rows), terms.Block(first, rows), default);
        }
    }

    // Where a term is close to 0, rounding may leave it below.
    private readonly struct Term : IMap2<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<T> Invoke(Vector512<T> z, Vector512<T> x) =>
            Vector512.Max(TTerm.Value(z, default(TFunction).Invoke(z), x), Vector512<T>.Zero);
    }

    // Without slopes the output is left, with them it is not.
    private readonly struct Block(Matrix<T> logits, Matrix<T> input, Matrix<T>? output, Matrix<T>? slopes, T factor, BlockSums sums) : IParallelBody
    {
        public void Invoke(int task)
        {
            var (first, rows) = RowBlocks.Bounds(task, input.Rows);
            var line = sums.SumsOf(task);
            var atOnce = Math.Max(1, LineSize / input.Columns);
            for (var r = first; r < first + rows; r += atOnce)
            {
                var count = Math.Min(atOnce, first + rows - r);
                var result = (slopes ?? output)!.Block(r, count);
                line[0] += slopes is null
                    ? Evaluate<Outputs>(logits.Block(r, count), input.Block(r, count), result)
                    : Evaluate<Slopes>(logits.Block(r, count), input.Block(r, count), result);
            }
            if (slopes is not null) Reductions.AddRows<T>(slopes.Block(first, rows), line[1..]);
        }

        // Not inlined, as the loops of Elementwise.
        [MethodImpl(MethodImplOptions.NoInlining)]
        private double Evaluate<TResult>(ReadOnlySpan<T> logits, ReadOnlySpan<T> input, Span<T> result) where TResult : struct, IResult
        {
            var (terms, scale) = (Vector512<T>.Zero, Vector512.Create(factor));
            var i = 0;
            for (; i <= input.Length - Vector512<T>.Count; i += Vector512<T>.Count)
            {
                var (z, x) = (Elementwise.Load(logits, i), Elementwise.Load(input, i));
                var y = default(TFunction).Invoke(z);
                terms += TTerm.Value(z, y, x);
                Elementwise.Store(TResult.Of(y, x, scale), result, i);
            }
            if (i < input.Length)
            {
                var (z, x) = (Elementwise.LoadPart(logits, i), Elementwise.LoadPart(input, i));
                var y = default(TFunction).Invoke(z);
                terms += Elementwise.First(TTerm.Value(z, y, x), input.Length - i);
                Elementwise.StorePart(TResult.Of(y, x, scale), result, i);
            }
            return Reductions.Sum(terms);
        }
    }

    private interface IResult
    {
        static abstract Vector512<T> Of(Vector512<T> output, Vector512<T> input, Vector512<T> factor);
    }

    private readonly struct Outputs : IResult
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<T> Of(Vector512<T> output, Vector512<T> input, Vector512<T> factor) => output;
    }

    private readonly struct Slopes : IResult
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<T> Of(Vector512<T> output, Vector512<T> input, Vector512<T> factor) => factor * TTerm.Slope(output, input);
    }
}
