using SparseAutoencoders.Kernels;

namespace SparseAutoencoders.Training;

/// <summary>The order in which an epoch goes through the rows: random, and a function of the seed and the epoch alone, so that a run can go on from any
/// epoch.</summary>
internal sealed class RowOrder(int rows, ulong seed)
{
    private readonly int[] _order = new int[rows];

    /// <summary>Every row once.</summary>
    /// <param name="epoch">From 0.</param>
    public ReadOnlySpan<int> Of(int epoch)
    {
        for (var i = 0; i < _order.Length; i++) _order[i] = i;
        new RandomNumbers(seed, Streams.Order + ((ulong)epoch << 8)).Shuffle(_order);
        return _order;
    }
}
