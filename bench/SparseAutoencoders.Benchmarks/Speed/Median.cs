namespace SparseAutoencoders.Benchmarks.Speed;

/// <summary>Measures several sides in turn, so that what disturbs one disturbs the others.</summary>
internal static class Median
{
    /// <summary>Each side so many times, a round after the other; the median of each.</summary>
    public static double[] InTurn(int rounds, params Func<double>[] sides)
    {
        var times = sides.Select(_ => new double[rounds]).ToArray();
        for (var round = 0; round < rounds; round++)
            for (var side = 0; side < sides.Length; side++) times[side][round] = sides[side]();
        return [.. times.Select(Of)];
    }

    /// <summary>The same for sides with threads that stay: of three calls the last counts. Threads of the side before wait awake for more work, OpenBLAS's for
    /// 30 ms, ONNX Runtime's for 60, and hold a processor meanwhile; this side's have yet to find theirs.</summary>
    public static double[] InTurnAwake(int rounds, params Func<double>[] sides) => InTurn(rounds, [.. sides.Select(side => (Func<double>)(() =>
    {
        side();
        side();
        return side();
    }))]);

    private static double Of(double[] values)
    {
        Array.Sort(values);
        return 0.5 * (values[(values.Length - 1) / 2] + values[values.Length / 2]);
    }
}
