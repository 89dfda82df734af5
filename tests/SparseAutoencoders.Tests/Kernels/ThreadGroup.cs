namespace SparseAutoencoders.Tests.Kernels;

/// <summary>Machines that are threads. Where one fails, all end.</summary>
internal sealed class ThreadGroup : IGroup
{
    private readonly byte[][] _bytes;
    private readonly Barrier _barrier;
    private readonly CancellationToken _failed;

    private ThreadGroup(int rank, byte[][] bytes, Barrier barrier, CancellationToken failed) => (Rank, _bytes, _barrier, _failed) = (rank, bytes, barrier, failed);

    public int Rank { get; }

    public int Count => _bytes.Length;

    /// <summary>Has every machine do the same.</summary>
    /// <returns>What each found, in the order of ranks.</returns>
    public static TResult[] Run<TResult>(int machines, Func<IGroup, TResult> work)
    {
        var (results, bytes, failures) = (new TResult[machines], new byte[machines][], new Exception?[machines]);
        using var barrier = new Barrier(machines);
        using var failed = new CancellationTokenSource();
        var threads = Enumerable.Range(0, machines).Select(rank => new Thread(() =>
        {
            try
            {
                results[rank] = work(new ThreadGroup(rank, bytes, barrier, failed.Token));
            }
            catch (Exception failure)
            {
                failures[rank] = failure;
                failed.Cancel();
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        // Who only waited for the one that failed says nothing.
        if (failures.FirstOrDefault(failure => failure is not null and not MachineFailed) is { } first) throw first;
        return results;
    }

    public void AllGather(ReadOnlySpan<byte> mine, Span<byte> all)
    {
        _bytes[Rank] = mine.ToArray();
        Meet();
        for (var i = 0; i < _bytes.Length; i++) _bytes[i].CopyTo(all[(i * mine.Length)..]);
        Meet();
    }

    public void AllToAll(ReadOnlySpan<byte> mine, Span<byte> parts)
    {
        var each = mine.Length / Count;
        _bytes[Rank] = mine.ToArray();
        Meet();
        for (var i = 0; i < _bytes.Length; i++) _bytes[i].AsSpan(Rank * each, each).CopyTo(parts[(i * each)..]);
        Meet();
    }

    public void Broadcast(Span<byte> bytes, int root)
    {
        if (Rank == root) _bytes[0] = bytes.ToArray();
        Meet();
        _bytes[0].CopyTo(bytes);
        Meet();
    }

    private void Meet()
    {
        try
        {
            _barrier.SignalAndWait(_failed);
        }
        catch (OperationCanceledException)
        {
            throw new MachineFailed();
        }
    }

    private sealed class MachineFailed : Exception;
}
