using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace SparseAutoencoders.Mpi;

/// <summary>The processes that mpirun, srun or their like have started, on one machine or many, as a group that learns one model.</summary>
/// <remarks>The system's MPI does the work: Open MPI, MPICH and its relatives, and any with the standard's binary interface (MPI 5). The library is the one that goes with the launcher, or the one
/// named in the variable <see cref="LibraryVariable"/> of the environment. A process can join once. Exchanges may come from any thread, one at a time.
/// <para>A process that is killed takes the others with it: the launcher sees to that. One that fails by itself must call <see cref="Abort"/>, or the others wait for it until
/// <see cref="ExchangeTimeout"/> has passed. Where a machine or its link has gone, nobody is told: then an exchange takes longer than that, and the process ends with one line and exit code 1.</para></remarks>
public sealed unsafe class MpiGroup : IGroup, IDisposable
{
    /// <summary>The variable of the environment that can name the MPI library.</summary>
    public const string LibraryVariable = "SAE_MPI_LIBRARY";

    private const int VersionBytes = 128;

    private static readonly TimeSpan PatienceOfAbort = TimeSpan.FromSeconds(2);

    // When all wait for a machine that has gone, one is to speak: the others give it time to end them.
    private static readonly TimeSpan StepBetweenRanks = TimeSpan.FromSeconds(0.5);
    private const int MostSteps = 8;

    private static int _joined;

    private readonly MpiLibrary _mpi;
    private readonly Watchdog _watchdog;
    private readonly Action<string> _lastWords;
    private bool _failed, _disposed;

    private MpiGroup(MpiLibrary mpi, int rank, int count, TimeSpan exchangeTimeout, Action<string> lastWords)
    {
        (_mpi, Rank, Count, ExchangeTimeout, _lastWords) = (mpi, rank, count, exchangeTimeout, lastWords);
        _watchdog = new Watchdog(exchangeTimeout + Math.Min(rank, MostSteps) * StepBetweenRanks, EndLonely);
        AppDomain.CurrentDomain.ProcessExit += EndEarly;
    }

    /// <summary>True where a launcher started this process as one of several, or as the only one.</summary>
    public static bool IsLaunched => Launcher.Find(Environment.GetEnvironmentVariable) is not null;

    /// <summary>Which of the launched processes this is, from 0, as the launcher says before anybody has joined; null where it does not say.</summary>
    public static int? LaunchedRank => Launcher.Find(Environment.GetEnvironmentVariable)?.Rank;

    /// <inheritdoc/>
    public int Rank { get; }

    /// <inheritdoc/>
    public int Count { get; }

    /// <summary>How long an exchange may take. It includes the wait for the slowest machine, so it must be longer than anything that one does while the others wait.</summary>
    public TimeSpan ExchangeTimeout { get; }

    /// <summary>The MPI library's name and version, as it says them.</summary>
    public string Library => _mpi.Name;

    /// <summary>Joins the other processes; returns once all have come.</summary>
    /// <param name="exchangeTimeout">How long an exchange may take, above 0; null for 60 seconds.</param>
    /// <param name="lastWords">Takes the line with which the process ends where an exchange takes longer, on another thread; null for standard error.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time is not above 0.</exception>
    /// <exception cref="InvalidOperationException">This process has joined before.</exception>
    /// <exception cref="MpiException">No MPI is installed; nobody launched this process, or a launcher that is not the library's; the processes run different versions.</exception>
    public static MpiGroup Join(TimeSpan? exchangeTimeout = null, Action<string>? lastWords = null) => Join(exchangeTimeout, lastWords, OwnVersion);

    /// <summary>As above, with what must be the same on all.</summary>
    internal static MpiGroup Join(TimeSpan? exchangeTimeout, Action<string>? lastWords, string version)
    {
        var limit = exchangeTimeout ?? TimeSpan.FromSeconds(60);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(limit, TimeSpan.Zero, nameof(exchangeTimeout));
        if (Interlocked.Exchange(ref _joined, 1) != 0) throw new InvalidOperationException("A process can join its group once.");
        var launcher = Launcher.Find(Environment.GetEnvironmentVariable);
        var named = Environment.GetEnvironmentVariable(LibraryVariable);
        var mpi = MpiLibrary.Load(named is { Length: > 0 } ? named : null, launcher?.Libraries ?? Launcher.LibrariesOf(openMpi: true));
        if (mpi.IsInitialized) throw new InvalidOperationException("MPI was started by other code in this process.");
        var (rank, count) = mpi.Init();
        CheckLauncher(launcher, mpi, count);
        var group = new MpiGroup(mpi, rank, count, limit, lastWords ?? (line => Console.Error.WriteLine(line)));
        try
        {
            group.CheckVersions(version);
            return group;
        }
        catch
        {
            group.Leave();
            throw;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">There is no room for the bytes of all.</exception>
    /// <exception cref="MpiException">MPI says that it failed.</exception>
    public void AllGather(ReadOnlySpan<byte> mine, Span<byte> all)
    {
        CheckRoom((long)mine.Length * Count, all.Length, nameof(all));
        var own = all.Slice(mine.Length * Rank, mine.Length);
        if (Count == 1 || mine.IsEmpty)
        {
            mine.CopyTo(own);
            return;
        }
        var inPlace = mine == own;
        if (!inPlace && all.Overlaps(mine)) throw new ArgumentException("This machine's bytes lie among those of all, in another place than theirs.", nameof(mine));
        Begin();
        fixed (byte* from = mine, to = all) _mpi.AllGather(inPlace ? null : from, mine.Length, to);
        End();
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The parts are not of one length, or there is no room for them.</exception>
    /// <exception cref="MpiException">MPI says that it failed.</exception>
    public void AllToAll(ReadOnlySpan<byte> mine, Span<byte> parts)
    {
        if (mine.Length % Count != 0) throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"{mine.Length} bytes are not {Count} parts of one length."), nameof(mine));
        CheckRoom(mine.Length, parts.Length, nameof(parts));
        if (Count == 1 || mine.IsEmpty)
        {
            mine.CopyTo(parts);
            return;
        }
        if (parts.Overlaps(mine)) throw new ArgumentException("The parts are taken where those sent still lie.", nameof(parts));
        Begin();
        fixed (byte* from = mine, to = parts) _mpi.AllToAll(from, mine.Length / Count, to);
        End();
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">There is no such machine.</exception>
    /// <exception cref="MpiException">MPI says that it failed.</exception>
    public void Broadcast(Span<byte> bytes, int root)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(root);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(root, Count);
        if (Count == 1 || bytes.IsEmpty) return;
        Begin();
        fixed (byte* all = bytes) _mpi.Broadcast(all, bytes.Length, root);
        End();
    }

    /// <summary>Ends this process and all others of the group at once: what a process must do that fails. Does not return.</summary>
    /// <param name="exitCode">The exit code of the launcher; 0 is taken for 1.</param>
    [DoesNotReturn]
    public void Abort(int exitCode)
    {
        if (exitCode == 0) exitCode = 1;
        Leave();
        // Where the network has gone, MPI's own way to end can wait for ever as well.
        new Thread(() =>
        {
            Thread.Sleep(PatienceOfAbort);
            LastResort.EndProcess(exitCode);
        })
        { IsBackground = true }.Start();
        _mpi.Abort(exitCode);
        LastResort.EndProcess(exitCode);
    }

    /// <summary>Leaves the group, once all others do. After a failure it does not wait for them: then the process is to end.</summary>
    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        if (!_failed)
        {
            // The first one may go on for long with what it writes and says, and the others wait for it; it waits for nobody.
            if (Rank == 0) _watchdog.Begin();
            _mpi.Finish();
        }
        Leave();
    }

    /// <summary>The launcher's number of processes and the library's must be the same: a launcher of another family starts as many groups of one.</summary>
    internal static void CheckLauncher(Launcher? launcher, MpiLibrary mpi, int count)
    {
        if (count > 1 && (launcher?.Size ?? count) == count) return;
        if (launcher is null)
            throw new MpiException("MPI: nothing started this process as one of several. Write mpirun -n 4 (or srun, in a job of Slurm) before the command.") { IsShared = true };
        if ((launcher.Size ?? 1) == count) return;
        throw new MpiException(string.Create(CultureInfo.InvariantCulture,
            $"MPI: {launcher.Name} started {launcher.Size} processes, and {mpi.Name} ({MessageText.Visible(mpi.Path, 200)}) knows of {count}. Start them by that library's own mpirun, or name the library that goes with {launcher.Name} in {LibraryVariable}."))
        { IsShared = true };
    }

    /// <summary>What must be the same on all: the version, and the build of it.</summary>
    private static string OwnVersion => $"{typeof(SparseAutoencoder).Assembly.GetName().Version!.ToString(3)} (build {typeof(SparseAutoencoder).Module.ModuleVersionId.ToString("N")[..8]})";

    private void CheckVersions(string own)
    {
        byte[] mine = new byte[VersionBytes], all = new byte[VersionBytes * Count];
        Encoding.UTF8.GetBytes(own, mine);
        AllGather(mine, all);
        var versions = Enumerable.Range(0, Count).Select(rank => Encoding.UTF8.GetString(all, rank * VersionBytes, VersionBytes).TrimEnd('\0')).ToList();
        if (versions.FindIndex(version => version != versions[0]) is > 0 and var other)
        {
            throw new MpiException(string.Create(CultureInfo.InvariantCulture,
                $"MPI: machines run different versions: rank 0 {versions[0]}, rank {other} {MessageText.Visible(versions[other], 100)}. Install the same one everywhere."))
            { IsShared = true };
        }
    }

    private static void CheckRoom(long needed, int there, string name)
    {
        if (needed != there) throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"There is room for {there} bytes, and {needed} come."), name);
    }

    // A failed exchange leaves the group in doubt: it is marked as failed until the exchange has come to its end.
    private void Begin()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _watchdog.Begin();
        _failed = true;
    }

    private void End()
    {
        _failed = false;
        _watchdog.End();
    }

    private void Leave()
    {
        _watchdog.Stop();
        AppDomain.CurrentDomain.ProcessExit -= EndEarly;
    }

    // MPICH's launcher takes a process that ends so for one that is done, and ends the others with exit code 0.
    private void EndEarly(object? sender, EventArgs e)
    {
        _lastWords(string.Create(CultureInfo.InvariantCulture, $"rank {Rank}: the process ends in the midst of its group's work. Dispose of the group first, or abort it."));
        Abort(1);
    }

    private void EndLonely()
    {
        _lastWords(string.Create(CultureInfo.InvariantCulture,
            $"rank {Rank}: an exchange with the other machines took longer than {ExchangeTimeout.TotalSeconds:0.###} s. One of them hangs, or a link is down: start the job again, or allow more (`ExchangeTimeout`)."));
        LastResort.EndOpenMpiLauncherSoon();
        Abort(1);
    }
}
