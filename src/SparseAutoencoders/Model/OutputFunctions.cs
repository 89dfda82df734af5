namespace SparseAutoencoders;

/// <summary>f, the decoder's last step, and its slope told from f's value.</summary>
internal interface IOutputFunction<T> : IMap<T>
{
    /// <summary>f'(z), given f(z).</summary>
    static abstract Vector512<T> Slope(Vector512<T> output);
}

/// <summary>f = sigmoid, f' = f (1 − f).</summary>
internal readonly struct SigmoidFunction<T> : IOutputFunction<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Invoke(Vector512<T> x) => VectorMath.Sigmoid(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Slope(Vector512<T> output) => output * (Vector512<T>.One - output);
}

/// <summary>f = identity, f' = 1.</summary>
internal readonly struct LinearFunction<T> : IOutputFunction<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Invoke(Vector512<T> x) => x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Slope(Vector512<T> output) => Vector512<T>.One;
}
