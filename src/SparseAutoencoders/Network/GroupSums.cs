namespace SparseAutoencoders;

/// <summary>Sums over rows that lie on several machines: each machine's sums are added as a balanced tree in the order of ranks, so every machine has the same bits.</summary>
internal sealed class GroupSums(IGroup group)
{
    private byte[] _all = [];

    /// <summary>There is one machine.</summary>
    public bool IsAlone => group.Count == 1;

    /// <summary>Numbers of this machine → their sums over all machines.</summary>
    public void Add<T>(Span<T> numbers) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (group.Count == 1) return;
        var mine = MemoryMarshal.AsBytes(numbers);
        if (_all.Length < mine.Length * group.Count) _all = new byte[mine.Length * group.Count];
        group.AllGather(mine, _all.AsSpan(0, mine.Length * group.Count));
        var all = MemoryMarshal.Cast<byte, T>(_all.AsSpan());
        for (var step = 1; step < group.Count; step *= 2)
            for (var rank = 0; rank + step < group.Count; rank += 2 * step)
                for (var i = 0; i < numbers.Length; i++) all[rank * numbers.Length + i] += all[(rank + step) * numbers.Length + i];
        all[..numbers.Length].CopyTo(numbers);
    }
}
