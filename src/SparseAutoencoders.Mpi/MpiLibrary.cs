using System.Text;

namespace SparseAutoencoders.Mpi;

/// <summary>The system's MPI library, whichever it is.</summary>
/// <remarks>One binary for the three binary interfaces there are: every handle is passed as an address. Open MPI's handles are addresses of symbols it exports; MPICH's, and
/// those of its many relatives, are 32-bit numbers, of which the callee reads the low half of the register; those of the standard (MPI 5) are small numbers in a pointer's clothing.</remarks>
internal sealed unsafe partial class MpiLibrary
{
    private const int LongestText = 8192;            // the largest that any of the three asks for

    private readonly nint _library, _world, _byte, _errorsReturn, _inPlace;
    private readonly int _serialized;
    private readonly delegate* unmanaged<int*, int> _initialized;
    private readonly delegate* unmanaged<int*, byte***, int, int*, int> _initThread;
    private readonly delegate* unmanaged<nint, nint, int> _setErrorHandler;
    private readonly delegate* unmanaged<nint, int*, int> _rank, _size;
    private readonly delegate* unmanaged<nint, int, nint, nint, int, nint, nint, int> _allGather, _allToAll;
    private readonly delegate* unmanaged<nint, int, nint, int, nint, int> _broadcast;
    private readonly delegate* unmanaged<nint, int, int> _abort;
    private readonly delegate* unmanaged<int> _finalize;
    private readonly delegate* unmanaged<int, byte*, int*, int> _errorText;

    private MpiLibrary(nint library, string path)
    {
        (_library, Path) = (library, path);
        if (NativeLibrary.TryGetExport(library, "ompi_mpi_comm_world", out _world))
            (_byte, _errorsReturn, _inPlace, _serialized) = (Export("ompi_mpi_byte"), Export("ompi_mpi_errors_return"), 1, 2);
        else if (NativeLibrary.TryGetExport(library, "MPI_Abi_get_version", out var version) && HasStandardInterface(version))
            (_world, _byte, _errorsReturn, _inPlace, _serialized) = (0x101, 0x247, 0x142, 1, 2048);
        else
            (_world, _byte, _errorsReturn, _inPlace, _serialized) = (0x44000000, 0x4c00010d, 0x54000001, -1, 2);
        _initialized = (delegate* unmanaged<int*, int>)Export("MPI_Initialized");
        _initThread = (delegate* unmanaged<int*, byte***, int, int*, int>)Export("MPI_Init_thread");
        _setErrorHandler = (delegate* unmanaged<nint, nint, int>)Export("MPI_Comm_set_errhandler");
        _rank = (delegate* unmanaged<nint, int*, int>)Export("MPI_Comm_rank");
        _size = (delegate* unmanaged<nint, int*, int>)Export("MPI_Comm_size");
        _allGather = (delegate* unmanaged<nint, int, nint, nint, int, nint, nint, int>)Export("MPI_Allgather");
        _allToAll = (delegate* unmanaged<nint, int, nint, nint, int, nint, nint, int>)Export("MPI_Alltoall");
        _broadcast = (delegate* unmanaged<nint, int, nint, int, nint, int>)Export("MPI_Bcast");
        _abort = (delegate* unmanaged<nint, int, int>)Export("MPI_Abort");
        _finalize = (delegate* unmanaged<int>)Export("MPI_Finalize");
        _errorText = (delegate* unmanaged<int, byte*, int*, int>)Export("MPI_Error_string");
        Name = ReadName();
    }

    /// <summary>The file it was loaded from.</summary>
    public string Path { get; }

    /// <summary>What it says it is: "Open MPI v4.1.4".</summary>
    public string Name { get; }

    /// <summary>Loads a library.</summary>
    /// <param name="named">The file the user names; null for none.</param>
    /// <param name="others">Files to try where none is named.</param>
    /// <exception cref="MpiException">There is none.</exception>
    public static MpiLibrary Load(string? named, IEnumerable<string> others)
    {
        // UCX, which many MPI libraries stand on, takes SIGSEGV for itself when it is loaded, and with it every NullReferenceException. The runtime's environment is a
        // copy: the C library's is the one to write to.
        if (!OperatingSystem.IsWindows()) _ = SetVariable("UCX_HANDLE_ERRORS", "none", 0);
        if (named is not null)
        {
            try
            {
                return new MpiLibrary(NativeLibrary.Load(named), named);
            }
            catch (Exception failure) when (failure is DllNotFoundException or BadImageFormatException)
            {
                throw new MpiException($"{MpiGroup.LibraryVariable}: {MessageText.Visible(named, 200)} cannot be loaded. Name a shared library of MPI, by its full path or as the system finds it.", failure);
            }
        }
        foreach (var path in others)
            if (NativeLibrary.TryLoad(path, out var library)) return new MpiLibrary(library, path);
        throw new MpiException($"MPI: no library of it is installed on {Environment.MachineName}. Install one on every machine (Debian and Ubuntu: openmpi-bin, or mpich), or name its file in {MpiGroup.LibraryVariable}.");
    }

    /// <summary>True once somebody has called <see cref="Init"/>.</summary>
    public bool IsInitialized
    {
        get
        {
            int flag = 0;
            return _initialized(&flag) == 0 && flag != 0;
        }
    }

    /// <summary>Finds the other processes. Calls may come from any thread, one at a time. Errors are returned, not fatal.</summary>
    public (int Rank, int Size) Init()
    {
        int granted = -1, rank = 0, size = 0;
        Check(_initThread(null, null, _serialized, &granted), "start");
        if (granted < _serialized) throw new MpiException($"{Path}: {Name} was built without support for threads, which .NET needs. Install another MPI, or name it in {MpiGroup.LibraryVariable}.");
        Check(_setErrorHandler(_world, _errorsReturn), "start");
        Check(_rank(_world, &rank), "start");
        Check(_size(_world, &size), "start");
        return (rank, size);
    }

    /// <param name="mine">This process's bytes; null where they are in their place among all.</param>
    /// <param name="length">How many.</param>
    /// <param name="all">Takes those of all.</param>
    public void AllGather(byte* mine, int length, byte* all) =>
        Check(_allGather(mine is null ? _inPlace : (nint)mine, length, _byte, (nint)all, length, _byte, _world), "all-gather");

    /// <param name="mine">A part for each process.</param>
    /// <param name="length">Bytes of a part.</param>
    /// <param name="parts">Takes a part of each.</param>
    public void AllToAll(byte* mine, int length, byte* parts) => Check(_allToAll((nint)mine, length, _byte, (nint)parts, length, _byte, _world), "all-to-all");

    /// <param name="bytes">Sent by the root, taken by all others.</param>
    /// <param name="length">How many.</param>
    /// <param name="root">Whose.</param>
    public void Broadcast(byte* bytes, int length, int root) => Check(_broadcast((nint)bytes, length, _byte, root, _world), "broadcast");

    /// <summary>Ends all processes. Does not return where MPI is well.</summary>
    public void Abort(int exitCode) => _ = _abort(_world, exitCode);

    /// <summary>Takes leave of the other processes, once all have come so far.</summary>
    public void Finish() => _ = _finalize();

    private static bool HasStandardInterface(nint version)
    {
        int major = -1, minor = -1;
        return ((delegate* unmanaged<int*, int*, int>)version)(&major, &minor) == 0 && major >= 1;
    }

    private nint Export(string name) => NativeLibrary.TryGetExport(_library, name, out var address) ? address
        : throw new MpiException($"{MessageText.Visible(Path, 200)}: it is no MPI library, for it has no {name}. Name one in {MpiGroup.LibraryVariable}.");

    // "Open MPI v4.1.4, package: …"; "MPICH Version:\t4.0.2\n…"
    private string ReadName()
    {
        var text = stackalloc byte[LongestText];
        int length = 0;
        if (((delegate* unmanaged<byte*, int*, int>)Export("MPI_Get_library_version"))(text, &length) != 0) return Path;
        var words = Text(text, length).Split('\n')[0].Split(',')[0].Replace("Version:", "", StringComparison.Ordinal);
        return MessageText.Visible(string.Join(' ', words.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)), 100);
    }

    private void Check(int code, string doing)
    {
        if (code == 0) return;
        var text = stackalloc byte[LongestText];
        int length = 0;
        var said = _errorText(code, text, &length) == 0 ? string.Join(' ', Text(text, length).Split([' ', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries)) : "";
        throw new MpiException(string.Create(CultureInfo.InvariantCulture,
            $"MPI: {Name} failed to {doing}: {(said.Length > 0 ? MessageText.Visible(said, 300).TrimEnd('.') : $"error {code}")}. Look at the network between the machines, and start the job again."));
    }

    private static string Text(byte* text, int length) => Encoding.UTF8.GetString(text, Math.Clamp(length, 0, LongestText)).TrimEnd('\0');

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);
}
