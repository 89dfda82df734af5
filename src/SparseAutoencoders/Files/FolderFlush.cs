namespace SparseAutoencoders;

/// <summary>Puts a folder's entries on the disk, so that a renamed file has its new name also after a loss of power.</summary>
/// <remarks>.NET opens no folders, so the system's own calls are used. Where a file system has no such thing, a folder's entries are left to it;
/// Windows writes them by itself.</remarks>
internal static partial class FolderFlush
{
    private const int ReadOnly = 0;

    public static void Run(string folder)
    {
        if (OperatingSystem.IsWindows()) return;
        var descriptor = Open(folder, ReadOnly);
        if (descriptor < 0) return;
        _ = Synchronize(descriptor);
        _ = Close(descriptor);
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int Synchronize(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
