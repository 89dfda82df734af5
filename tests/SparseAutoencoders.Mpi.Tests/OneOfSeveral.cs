using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;

namespace SparseAutoencoders.Mpi.Tests;

/// <summary>What a process does that mpirun started. Rank 0 speaks.</summary>
internal static class OneOfSeveral
{
    /// <param name="what">What to do.</param>
    /// <param name="words">How.</param>
    public static int Run(string what, string[] words)
    {
        // mpirun gives its processes a terminal to write to, on which .NET would leave signs of its own.
        Environment.SetEnvironmentVariable("TERM", null);
        MpiGroup? group = null;
        try
        {
            var limit = TimeSpan.FromSeconds(Environment.GetEnvironmentVariable("TEST_TIMEOUT") is { } seconds ? double.Parse(seconds, CultureInfo.InvariantCulture) : 60);
            group = what == "versions"
                ? MpiGroup.Join(limit, null, $"1.2.{MpiGroup.LaunchedRank}")
                : MpiGroup.Join(limit);
            switch (what)
            {
                case "right": Right(group); break;
                case "signals": Signals(group); break;
                case "fall": Fall(group, words[0]); break;
                case "exchange": Exchange(group, int.Parse(words[0], CultureInfo.InvariantCulture), int.Parse(words[1], CultureInfo.InvariantCulture)); break;
                default: throw new ArgumentException(what);
            }
            group.Dispose();
            return 0;
        }
        catch (Exception failure) when (failure is not NotSupportedException)
        {
            var isFirst = (group?.Rank ?? MpiGroup.LaunchedRank) is null or 0;
            if (isFirst || what == "fall") Console.Error.WriteLine($"said: {failure.GetType().Name}: {failure.Message}");
            else Thread.Sleep(TimeSpan.FromSeconds(5));          // or the launcher might end the first before it has spoken
            group?.Abort(3);
            return 3;
        }
    }

    private static void Right(MpiGroup group)
    {
        foreach (var length in (int[])[0, 1, 7, 64, 1000, 1_000_000 / group.Count])
        {
            var mine = Bytes(group.Rank, length * group.Count);
            var parts = new byte[length * group.Count];
            group.AllToAll(mine, parts);
            for (var rank = 0; rank < group.Count; rank++) Same(Bytes(rank, length * group.Count).AsSpan(length * group.Rank, length), parts.AsSpan(length * rank, length));

            group.AllGather(mine.AsSpan(0, length), parts);
            for (var rank = 0; rank < group.Count; rank++) Same(Bytes(rank, length), parts.AsSpan(length * rank, length));

            parts.AsSpan().Clear();
            var own = parts.AsSpan(length * group.Rank, length);
            Bytes(group.Rank, length).CopyTo(own);
            group.AllGather(own, parts);                        // in their place already
            for (var rank = 0; rank < group.Count; rank++) Same(Bytes(rank, length), parts.AsSpan(length * rank, length));

            for (var root = 0; root < group.Count; root++)
            {
                var bytes = Bytes(group.Rank, length);
                group.Broadcast(bytes, root);
                Same(Bytes(root, length), bytes);
            }
        }
        // What comes from another thread goes as well.
        var thread = new Thread(() => group.Broadcast(new byte[10], 0));
        thread.Start();
        thread.Join();
        Refused<ArgumentException>(() => group.AllGather(new byte[3], new byte[3 * group.Count + 1]));
        Refused<ArgumentException>(() => group.AllToAll(new byte[3 * group.Count], new byte[2 * group.Count]));
        Refused<ArgumentOutOfRangeException>(() => group.Broadcast(new byte[3], group.Count));
        Refused<InvalidOperationException>(() => MpiGroup.Join());
        if (group.Rank == 0) Console.WriteLine($"right on {group.Count} ranks of {group.Library}");
    }

    // The runtime makes exceptions of SIGSEGV and SIGFPE, which MPI libraries like to take for themselves.
    private static void Signals(MpiGroup group)
    {
        var caught = 0;
        for (var i = 0; i < 3; i++)
        {
            try
            {
                Console.Write(Nothing(i)!.Length);
            }
            catch (NullReferenceException)
            {
                caught++;
            }
            try
            {
                Console.Write(5 / (i / 10));
            }
            catch (DivideByZeroException)
            {
                caught++;
            }
        }
        for (var i = 0; i < 50; i++) GC.KeepAlive(new byte[1 << 20]);
        GC.Collect();
        group.Broadcast(new byte[1], 0);
        if (group.Rank == 0) Console.WriteLine($"{caught} of 6 were caught");

        static string? Nothing(int i) => i < 5 ? null : "";
    }

    // The last rank falls in the midst of exchanges.
    private static void Fall(MpiGroup group, string how)
    {
        var (mine, all) = (new byte[10_000], new byte[10_000 * group.Count]);
        for (var i = 0; ; i++)
        {
            if (i == 20 && group.Rank == group.Count - 1)
            {
                switch (how)
                {
                    case "kill": Process.GetCurrentProcess().Kill(); break;
                    case "throw": throw new NotSupportedException("a bug nobody catches");
                    case "fail": throw new InvalidDataException("row 7 is not a number");
                    case "leave": group.Dispose(); break;
                    case "return": Environment.Exit(0); break;
                    case "hang": Thread.Sleep(Timeout.Infinite); break;
                    default: throw new ArgumentException(how);
                }
            }
            group.AllGather(mine, all);
            if (i == 0 && group.Rank == 0) Console.WriteLine("at work");
        }
    }

    // Sums of what the ranks have, told by their hash: whatever the network does, it must be this one. Bytes of 0 end when killed.
    private static void Exchange(MpiGroup group, int bytes, int times)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (mine, parts) = (new byte[bytes * group.Count], new byte[bytes * group.Count]);
        for (var i = 0; i < times; i++)
        {
            new Random(1000 * i + group.Rank).NextBytes(mine);
            group.AllToAll(mine, parts);
            for (var rank = 1; rank < group.Count; rank++)
                for (var j = 0; j < bytes; j++) parts[j] += parts[rank * bytes + j];
            group.AllGather(parts.AsSpan(0, bytes), mine);
            hash.AppendData(mine);
            if (i == 0 && group.Rank == 0) Console.WriteLine("at work");
        }
        if (group.Rank == 0) Console.WriteLine($"hash {Convert.ToHexStringLower(hash.GetHashAndReset())[..12]}");
    }

    private static byte[] Bytes(int rank, int length)
    {
        var bytes = new byte[length];
        new Random(rank + 1).NextBytes(bytes);
        return bytes;
    }

    private static void Same(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual)
    {
        if (!expected.SequenceEqual(actual)) throw new InvalidDataException("an exchange is wrong");
    }

    private static void Refused<TException>(Action exchange) where TException : Exception
    {
        try
        {
            exchange();
        }
        catch (TException)
        {
            return;
        }
        throw new InvalidDataException($"no {typeof(TException).Name}");
    }
}
