namespace SparseAutoencoders;

/// <summary>Random numbers that are the same on every machine and in every version: xoshiro256** (Blackman and Vigna 2018), its state filled
/// by SplitMix64 from a seed and a stream, so that what one part of a run draws does not shift what another draws.</summary>
public sealed class RandomNumbers
{
    private ulong _a, _b, _c, _d;

    /// <summary>The numbers of one stream of a seed.</summary>
    public RandomNumbers(ulong seed, ulong stream)
    {
        var state = seed ^ (stream * 0xD1B54A32D192ED03);
        (_a, _b, _c, _d) = (SplitMix(ref state), SplitMix(ref state), SplitMix(ref state), SplitMix(ref state));
    }

    /// <summary>64 random bits.</summary>
    public ulong Next()
    {
        var result = BitOperations.RotateLeft(_b * 5, 7) * 9;
        var t = _b << 17;
        _c ^= _a;
        _d ^= _b;
        _b ^= _c;
        _a ^= _d;
        _c ^= t;
        _d = BitOperations.RotateLeft(_d, 45);
        return result;
    }

    /// <summary>A number in [0, 1): 53 random bits.</summary>
    public double NextDouble() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A number near to normally distributed, mean 0: many of them are a direction, all directions as good as equally likely. A sum of four, so that it is the same on every machine.</summary>
    internal double NextNearNormal() => NextDouble() + NextDouble() + NextDouble() + NextDouble() - 2;

    /// <summary>A whole number in [0, bound), every one equally likely.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The bound is not positive.</exception>
    public int Next(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        var range = (ulong)bound;
        var threshold = (0UL - range) % range;                   // Lemire: draws below it would favour small numbers
        while (true)
        {
            var high = Math.BigMul(Next(), range, out var low);
            if (low >= threshold) return (int)high;
        }
    }

    /// <summary>Puts items into random order, every order equally likely.</summary>
    public void Shuffle(Span<int> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = Next(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    private static ulong SplitMix(ref ulong state)
    {
        var z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
