using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace SparseAutoencoders;

/// <summary>How many of the first hidden units rebuild rows alone, from few to many: whole numbers from 1 on, each larger than the one before. Two with the same numbers are equal.</summary>
[CollectionBuilder(typeof(Prefixes), nameof(Of))]
public sealed class Prefixes : IReadOnlyList<int>, IEquatable<Prefixes>
{
    private readonly int[] _counts;

    private Prefixes(int[] counts) => _counts = counts;

    /// <summary>Those of these numbers, of which there is at least one; <c>[64, 256]</c> says the same.</summary>
    /// <exception cref="ArgumentException">There is none, one is below 1, or one is not larger than that before it.</exception>
    public static Prefixes Of(params ReadOnlySpan<int> counts)
    {
        var text = new Prefixes(counts.ToArray()).ToString();
        return TryParse(text, out var prefixes) ? prefixes
            : throw new ArgumentException($"prefixes: {Finding(text)}. Give numbers of units from 1 on, each larger than the one before.", nameof(counts));
    }

    /// <summary>Reads "64,256".</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out Prefixes? prefixes)
    {
        prefixes = Finding(text) is null ? new([.. Words(text).Select(word => Number(word)!.Value)]) : null;
        return prefixes is not null;
    }

    /// <summary>Why a text is none, in words without a place: "64 comes after 256". Null where it is one.</summary>
    public static string? Finding(string text)
    {
        var before = 0;
        foreach (var word in Words(text))
        {
            if (Number(word) is not { } count) return word.Length == 0 ? "a number is missing" : $"'{word}' is no number of units";
            if (count <= before) return count == before ? $"{count} comes twice" : $"{count} comes after {before}";
            before = count;
        }
        return null;
    }

    /// <inheritdoc/>
    public int Count => _counts.Length;

    /// <inheritdoc/>
    public int this[int index] => _counts[index];

    /// <inheritdoc/>
    public IEnumerator<int> GetEnumerator() => _counts.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(Prefixes? other) => other is not null && _counts.AsSpan().SequenceEqual(other._counts);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Prefixes);

    /// <inheritdoc/>
    public override int GetHashCode() => _counts.Aggregate(0, HashCode.Combine);

    /// <summary>As "64,256".</summary>
    public override string ToString() => string.Join(',', _counts.Select(count => count.ToString(CultureInfo.InvariantCulture)));

    private static string[] Words(string text) => text.Split(',', StringSplitOptions.TrimEntries);

    private static int? Number(string word) => int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 ? number : null;
}
