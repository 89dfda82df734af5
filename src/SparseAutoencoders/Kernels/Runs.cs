namespace SparseAutoencoders;

/// <summary>A thread's part of units that lie in a row, cut into runs of neighbouring units: half of what is left each time. What a run needs is read once for
/// all its units; the short runs at the end let threads finish together.</summary>
/// <param name="least">Units of a run at least, the last of a part apart.</param>
/// <param name="most">Units of a run at most.</param>
/// <param name="border">Runs end at a multiple of this where that changes their length by no more than a quarter.</param>
internal readonly struct Runs(int least, int most, int border)
{
    /// <summary>Runs of the units <paramref name="first"/> to <paramref name="end"/> − 1.</summary>
    public int Count(int first, int end)
    {
        var count = 0;
        for (; first < end; first = Next(first, end)) count++;
        return count;
    }

    /// <summary>A run of them, from 0; without units where there are fewer runs.</summary>
    public (int First, int End) Of(int run, int first, int end)
    {
        for (; run > 0; run--) first = Next(first, end);
        return (first, Next(first, end));
    }

    private int Next(int first, int end)
    {
        var length = Math.Clamp((end - first + 1) / 2, least, most);
        if (length >= end - first) return end;
        var next = first + length;
        var near = (next + border / 2) / border * border;
        return Math.Abs(near - next) <= length / 4 ? Math.Min(near, end) : next;
    }
}
