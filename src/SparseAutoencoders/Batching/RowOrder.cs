namespace SparseAutoencoders;

/// <summary>The order in which an epoch goes through things: random, and a function of the seed and the epoch alone, so that a run can go on from any
/// place.</summary>
/// <param name="count">How many things there are.</param>
/// <param name="seed">The run's.</param>
/// <param name="stream">One of <see cref="Streams"/>.</param>
internal sealed class RowOrder(int count, ulong seed, ulong stream = Streams.Order)
{
    private readonly int[] _order = new int[count];
    private int _epoch = -1;

    /// <summary>Everything once.</summary>
    /// <param name="epoch">From 0.</param>
    public ReadOnlySpan<int> Of(int epoch)
    {
        if (epoch == _epoch) return _order;
        Shuffle(_order, seed, stream + ((ulong)epoch << 8));
        _epoch = epoch;
        return _order;
    }

    /// <summary>The numbers from 0 on in random order.</summary>
    public static void Shuffle(Span<int> order, ulong seed, ulong stream)
    {
        for (var i = 0; i < order.Length; i++) order[i] = i;
        new RandomNumbers(seed, stream).Shuffle(order);
    }
}
