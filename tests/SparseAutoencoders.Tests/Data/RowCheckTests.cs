using System.Numerics;

namespace SparseAutoencoders.Tests.Data;

public sealed class RowCheckTests
{
    public static TheoryData<int> Lengths => [.. Enumerable.Range(0, 70)];

    [Theory, MemberData(nameof(Lengths))]
    public void A_number_that_may_not_be_is_found_in_every_place(int length)
    {
        Check<float>(length, float.Epsilon, MathF.BitIncrement(1));
        Check<double>(length, double.Epsilon, Math.BitIncrement(1));
    }

    private static void Check<T>(int length, T least, T above) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var numbers = new T[length];
        for (var i = 0; i < length; i++) numbers[i] = i % 3 == 0 ? T.Zero : i % 3 == 1 ? T.One : T.NegativeZero;
        Assert.True(RowCheck.AreFinite<T>(numbers) && RowCheck.Within<T>(numbers, T.Zero, T.One));
        for (var i = 0; i < length; i++)
        {
            var kept = numbers[i];
            foreach (var (number, isFinite) in (ReadOnlySpan<(T, bool)>)[(T.NaN, false), (T.PositiveInfinity, false), (T.NegativeInfinity, false), (-least, true), (above, true)])
            {
                numbers[i] = number;
                Assert.Equal(isFinite, RowCheck.AreFinite<T>(numbers));
                Assert.False(RowCheck.Within<T>(numbers, T.Zero, T.One), $"{number} at {i} of {length}");
            }
            numbers[i] = kept;
        }
    }
}
