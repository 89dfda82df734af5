using System.Diagnostics;

namespace SparseAutoencoders.Checks;

/// <summary>What the processor's multiply-add units give at most: the limit a matrix product is measured against.</summary>
internal static class MultiplyAddPeak
{
    // Fused multiply-adds take about 4 cycles, two may begin in each: 8 chains keep both units busy, 12 leave room for slower ones, and with
    // the two constants they fit 16 registers.
    private const int Chains = 12;
    private const int Rounds = 400_000;                          // a millisecond: waking the threads does not count

    /// <summary>Floating-point operations a second, two to a multiply-add, on all threads, at the width the products use.</summary>
    public static double Measure<T>(Workers workers) where T : unmanaged, IBinaryFloatingPointIeee754<T> => MatrixProduct.Width switch
    {
        512 => Measure<T, Vector512<T>, Register512<T>>(workers),
        256 => Measure<T, Vector256<T>, Register256<T>>(workers),
        _ => Measure<T, Vector128<T>, Register128<T>>(workers),
    };

    private static unsafe double Measure<T, TVector, TRegister>(Workers workers)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TVector : unmanaged
        where TRegister : IRegister<T, TVector>
    {
        var ends = new TVector[workers.Threads];
        var started = Stopwatch.GetTimestamp();
        workers.Run(workers.Threads, new Spin<T, TVector, TRegister>(ends));
        var operations = 2.0 * Chains * Rounds * (sizeof(TVector) / sizeof(T)) * workers.Threads;
        return operations / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private readonly struct Spin<T, TVector, TRegister>(TVector[] ends) : IParallelBody
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TVector : unmanaged
        where TRegister : IRegister<T, TVector>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Invoke(int task)
        {
            // Each chain goes towards x / (1 − y) = 2: numbers stay ordinary, whose speed is meant.
            var (x, y) = (TRegister.Create(T.One), TRegister.Create(T.CreateTruncating(0.5)));
            TVector c0 = x, c1 = x, c2 = x, c3 = x, c4 = x, c5 = x, c6 = x, c7 = x, c8 = x, c9 = x, c10 = x, c11 = x;
            for (var i = 0; i < Rounds; i++)
            {
                c0 = TRegister.MultiplyAdd(c0, y, x);
                c1 = TRegister.MultiplyAdd(c1, y, x);
                c2 = TRegister.MultiplyAdd(c2, y, x);
                c3 = TRegister.MultiplyAdd(c3, y, x);
                c4 = TRegister.MultiplyAdd(c4, y, x);
                c5 = TRegister.MultiplyAdd(c5, y, x);
                c6 = TRegister.MultiplyAdd(c6, y, x);
                c7 = TRegister.MultiplyAdd(c7, y, x);
                c8 = TRegister.MultiplyAdd(c8, y, x);
                c9 = TRegister.MultiplyAdd(c9, y, x);
                c10 = TRegister.MultiplyAdd(c10, y, x);
                c11 = TRegister.MultiplyAdd(c11, y, x);
            }
            // What nobody reads would not be computed.
            c0 = TRegister.MultiplyAdd(c0, c1, TRegister.MultiplyAdd(c2, c3, TRegister.MultiplyAdd(c4, c5, x)));
            c6 = TRegister.MultiplyAdd(c6, c7, TRegister.MultiplyAdd(c8, c9, TRegister.MultiplyAdd(c10, c11, x)));
            ends[task] = TRegister.MultiplyAdd(c0, c6, x);
        }
    }

    private interface IRegister<T, TVector>
    {
        static abstract TVector Create(T value);

        static abstract TVector MultiplyAdd(TVector x, TVector y, TVector z);
    }

    private readonly struct Register512<T> : IRegister<T, Vector512<T>>
    {
        public static Vector512<T> Create(T value) => Vector512.Create(value);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<T> MultiplyAdd(Vector512<T> x, Vector512<T> y, Vector512<T> z) => VectorMath.FusedMultiplyAdd(x, y, z);
    }

    private readonly struct Register256<T> : IRegister<T, Vector256<T>>
    {
        public static Vector256<T> Create(T value) => Vector256.Create(value);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<T> MultiplyAdd(Vector256<T> x, Vector256<T> y, Vector256<T> z) => VectorMath.FusedMultiplyAdd(x, y, z);
    }

    private readonly struct Register128<T> : IRegister<T, Vector128<T>>
    {
        public static Vector128<T> Create(T value) => Vector128.Create(value);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector128<T> MultiplyAdd(Vector128<T> x, Vector128<T> y, Vector128<T> z) => VectorMath.FusedMultiplyAdd(x, y, z);
    }
}
