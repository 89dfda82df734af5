using CsCheck;

namespace SparseAutoencoders.Tests;

/// <summary>Properties over drawn values that are the same in every run. (A sample's seed fixes its first draw alone.)</summary>
internal static class Draws
{
    private const string Seed = "0000KsV8Cvl2";

    /// <summary>Checks so many values; a failure names the value.</summary>
    public static void ForAll<T>(this Gen<T> values, int count, Action<T> check)
    {
        foreach (var value in values.Array[count].Single(_ => true, Seed))
        {
            try
            {
                check(value);
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"for {value}: {failure.Message}", failure);
            }
        }
    }
}
