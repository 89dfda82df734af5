namespace SparseAutoencoders.Tests.Reference;

/// <summary>Numbers equal up to a stated share of the largest of them.</summary>
public static class Close
{
    /// <summary>|actual − expected| ≤ relative · |expected| + absolute.</summary>
    public static void To(double expected, double actual, double relative, double absolute = 0) =>
        Assert.True(Math.Abs(actual - expected) <= relative * Math.Abs(expected) + absolute, $"expected {expected:R}, got {actual:R}");

    /// <summary>Same shape, and each number within relative · the largest expected one + absolute.</summary>
    public static void To(double[,] expected, double[,] actual, double relative, double absolute = 0)
    {
        Assert.Equal((expected.GetLength(0), expected.GetLength(1)), (actual.GetLength(0), actual.GetLength(1)));
        To([.. expected.Cast<double>()], [.. actual.Cast<double>()], relative, absolute);
    }

    /// <summary>Same length, and each number within relative · the largest expected one + absolute.</summary>
    public static void To(double[] expected, double[] actual, double relative, double absolute = 0)
    {
        Assert.Equal(expected.Length, actual.Length);
        var bound = relative * expected.Max(Math.Abs) + absolute;
        for (var i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(actual[i] - expected[i]) <= bound, $"[{i}]: {actual[i]:R} is not {expected[i]:R} within {bound:E1}");
    }
}
