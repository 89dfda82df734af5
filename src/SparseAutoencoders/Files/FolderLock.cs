namespace SparseAutoencoders;

/// <summary>A folder in which one process at a time works: it holds a file open, which the system lets go of however the process ends.</summary>
internal sealed class FolderLock : IDisposable
{
    private const string Name = "run.lock";
    private const int Tries = 5, Pause = 20;                     // milliseconds; somebody may only be looking (IsHeld)

    private readonly FileStream _file;

    private FolderLock(FileStream file) => _file = file;

    /// <summary>Takes the folder.</summary>
    /// <exception cref="IOException">Another process has it, or nothing can be written there.</exception>
    public static FolderLock Take(string folder)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return new FolderLock(new FileStream(Path.Combine(folder, Name), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            }
            catch (UnauthorizedAccessException)
            {
                throw new UnauthorizedAccessException($"{folder}: may not be written. Check the permissions of the folder, or choose another.");
            }
            catch (IOException) when (tries < Tries)
            {
                Thread.Sleep(Pause);
            }
            catch (IOException failure)
            {
                throw new IOException($"{folder}: another process is at work on this run. Wait for it or stop it, or give another folder.", failure);
            }
        }
    }

    /// <summary>True while a process has the folder.</summary>
    public static bool IsHeld(string folder)
    {
        try
        {
            var file = Path.Combine(folder, Name);
            if (File.Exists(file)) new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read).Dispose();
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
