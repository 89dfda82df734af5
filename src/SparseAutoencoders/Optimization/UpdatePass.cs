namespace SparseAutoencoders;

/// <summary>A rule's formula for one parameter and what the rule remembers of it.</summary>
internal interface IUpdate<T>
{
    /// <summary>Whether the rule remembers two numbers of a parameter, not one.</summary>
    static abstract bool RemembersTwo { get; }

    /// <summary>The parameter after the step; what is remembered is replaced.</summary>
    Vector512<T> Invoke(Vector512<T> parameter, Vector512<T> slope, ref Vector512<T> first, ref Vector512<T> second);
}

/// <summary>An optimizer's step as one pass over the parameters: weight decay, the rule's formula, and the sum of squares of what is decayed.</summary>
/// <remarks>Blocks of a fixed number of parameters, one task each. Squares are added in double within a block, then block after block, so the sum
/// depends on nothing but the numbers. Bytes: parameter, gradient and what is remembered are read once, all but the gradient written once.</remarks>
internal sealed class UpdatePass<T>(Workers workers) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
#if DEBUG
    private const int BlockSize = 40;
#else
    private const int BlockSize = 8192;
#endif

    private readonly BlockSums _sums = new(1);
    private readonly double[] _total = new double[1];

    /// <summary>One step; returns Σ w² over the decayed parameters before it.</summary>
    public double Run<TUpdate>(Matrix<T> parameters, Matrix<T> gradient, Matrix<T> first, Matrix<T> second, int decayed, double decay, TUpdate update)
        where TUpdate : struct, IUpdate<T>
    {
        if (gradient.Columns != parameters.Columns || first.Columns != parameters.Columns || second.Columns != parameters.Columns)
            throw new ArgumentException("Parameters, gradient and what is remembered differ in length.");
        var blocks = (parameters.Columns + BlockSize - 1) / BlockSize;
        _sums.Prepare(blocks);
        workers.Run(blocks, new Block<TUpdate>(parameters, gradient, first, second, decayed, T.CreateTruncating(2 * decay), update, _sums));
        _sums.Total(blocks, _total);
        return _total[0];
    }

    private readonly struct Block<TUpdate>(Matrix<T> parameters, Matrix<T> gradient, Matrix<T> first, Matrix<T> second, int decayed, T factor, TUpdate update,
        BlockSums sums) : IParallelBody
        where TUpdate : struct, IUpdate<T>
    {
        public void Invoke(int task)
        {
            var block = BlockOf(task);
            var begin = block * BlockSize;
            var end = Math.Min(parameters.Columns, begin + BlockSize);
            var border = Math.Clamp(decayed, begin, end);
            sums.SumsOf(block)[0] = Move(begin, border, factor);
            Move(border, end, T.Zero);
        }

        private double Move(int from, int to, T decay) => UpdatePass<T>.Move(parameters.All[from..to], gradient.All[from..to], first.All[from..to], second.All[from..to], decay, update);

        // The two weight matrices lie one after the other: a block of the first half and one of the second in turn, so that the thread that worked on
        // the first rows of both has them here as well.
        private int BlockOf(int task)
        {
            var blocks = (parameters.Columns + BlockSize - 1) / BlockSize;
            return task % 2 == 0 ? task / 2 : (blocks + 1) / 2 + task / 2;
        }
    }

    /// <summary>Moves a range of parameters; returns their sum of squares before. Not inlined, as the loops of <see cref="Elementwise"/>.</summary>
    /// <param name="w">They.</param>
    /// <param name="g">Their gradient.</param>
    /// <param name="m">What is remembered of them.</param>
    /// <param name="v">What else is; as long, and left where one is enough.</param>
    /// <param name="decay">2λ.</param>
    /// <param name="update">The rule.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static double Move<TUpdate>(Span<T> w, ReadOnlySpan<T> g, Span<T> m, Span<T> v, T decay, TUpdate update) where TUpdate : struct, IUpdate<T>
    {
        var squares = Vector512<double>.Zero;
        var i = 0;
        for (; i <= w.Length - Vector512<T>.Count; i += Vector512<T>.Count)
        {
            var (parameter, one, two) = (Elementwise.Load<T>(w, i), Elementwise.Load<T>(m, i), TUpdate.RemembersTwo ? Elementwise.Load<T>(v, i) : default);
            squares = Reductions.AddSquares(parameter, squares);
            Elementwise.Store(Step(update, parameter, Elementwise.Load(g, i), decay, ref one, ref two), w, i);
            Elementwise.Store(one, m, i);
            if (TUpdate.RemembersTwo) Elementwise.Store(two, v, i);
        }
        if (i < w.Length)
        {
            var (parameter, one, two) = (Elementwise.LoadPart<T>(w, i), Elementwise.LoadPart<T>(m, i), TUpdate.RemembersTwo ? Elementwise.LoadPart<T>(v, i) : default);
            squares = Reductions.AddSquares(parameter, squares);
            Elementwise.StorePart(Step(update, parameter, Elementwise.LoadPart(g, i), decay, ref one, ref two), w, i);
            Elementwise.StorePart(one, m, i);
            if (TUpdate.RemembersTwo) Elementwise.StorePart(two, v, i);
        }
        return Reductions.Sum(squares);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> Step<TUpdate>(TUpdate update, Vector512<T> parameter, Vector512<T> slope, T decay, ref Vector512<T> one, ref Vector512<T> two) where TUpdate : struct, IUpdate<T> =>
        update.Invoke(parameter, VectorMath.FusedMultiplyAdd(Vector512.Create(decay), parameter, slope), ref one, ref two);
}
