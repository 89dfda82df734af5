namespace SparseAutoencoders;

/// <summary>Machines that learn one model together. It moves bytes between them, and adds nothing: in which order numbers are added is the library's.</summary>
/// <remarks>All machines call the same methods in the same order with the same lengths.</remarks>
public interface IGroup
{
    /// <summary>Which machine this is, from 0.</summary>
    int Rank { get; }

    /// <summary>How many there are.</summary>
    int Count { get; }

    /// <summary>Gives every machine the bytes of all.</summary>
    /// <param name="mine">This machine's.</param>
    /// <param name="all">Takes those of rank 0, then of rank 1, and so on.</param>
    void AllGather(ReadOnlySpan<byte> mine, Span<byte> all);

    /// <summary>Gives every machine its part of each other's bytes.</summary>
    /// <param name="mine">A part for each rank, all of one length.</param>
    /// <param name="parts">Takes this machine's part from rank 0, then from rank 1, and so on.</param>
    void AllToAll(ReadOnlySpan<byte> mine, Span<byte> parts);

    /// <summary>Gives every machine the bytes of one.</summary>
    /// <param name="bytes">Sent by <paramref name="root"/>, and overwritten on all others.</param>
    /// <param name="root">Which machine has them.</param>
    void Broadcast(Span<byte> bytes, int root);
}

/// <summary>One machine by itself.</summary>
internal sealed class Alone : IGroup
{
    public static Alone Instance { get; } = new();

    public int Rank => 0;

    public int Count => 1;

    public void AllGather(ReadOnlySpan<byte> mine, Span<byte> all) => mine.CopyTo(all);

    public void AllToAll(ReadOnlySpan<byte> mine, Span<byte> parts) => mine.CopyTo(parts);

    public void Broadcast(Span<byte> bytes, int root)
    {
    }
}
