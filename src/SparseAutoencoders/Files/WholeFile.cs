using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace SparseAutoencoders;

/// <summary>Writes files that appear whole or not at all.</summary>
public static class WholeFile
{
    /// <summary>How the names of files end that are not complete yet.</summary>
    internal const string PartEnding = ".part";

    // Opened by Check, by full path.
    private static readonly ConcurrentDictionary<string, Stream> Pipes = new();

    /// <summary>Writes a file: into a temporary one in the same folder, which takes the name once it is complete and on the disk. If anything
    /// goes wrong it is removed, and a file that was there before stays as it was. Devices and pipes (<c>/dev/stdout</c>) are written straight to.</summary>
    /// <param name="path">The file. Where it is a link, the file it leads to.</param>
    /// <param name="write">Writes the contents.</param>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder or the file may not be written.</exception>
    /// <exception cref="IOException">The path is a directory, or the disk is full.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        if (OpenDevice(path) is { } device)
        {
            using (device) Guarded(path, path, () => { write(device); device.Flush(); });
            return;
        }
        var target = Target(path);
        var temporary = Temporary(target);
        try
        {
            using (var file = CreateTemporary(path, temporary))
            {
                Guarded(path, temporary, () => { write(file); file.Flush(flushToDisk: true); });
            }
            if (!OperatingSystem.IsWindows() && File.Exists(target)) File.SetUnixFileMode(temporary, File.GetUnixFileMode(target));
            Guarded(path, "", () => File.Move(temporary, target, overwrite: true));
            FolderFlush.Run(Path.GetDirectoryName(target)!);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Throws what <see cref="Write"/> would throw now, so that a long computation need not end in vain.</summary>
    /// <remarks>A pipe stays open until it is written to: to who reads from it, closing would be the end.</remarks>
    /// <exception cref="IOException">See <see cref="Write"/>.</exception>
    public static void Check(string path)
    {
        if (OpenDevice(path) is { } device)
        {
            if (device is not FileStream { CanSeek: false } || !Pipes.TryAdd(Path.GetFullPath(path), device)) device.Dispose();
            return;
        }
        var temporary = Temporary(Target(path));
        CreateTemporary(path, temporary).Dispose();
        File.Delete(temporary);
    }

    /// <summary>A short name of its own in the target's folder: renaming does not work across disks.</summary>
    private static string Temporary(string target) => Path.Combine(Path.GetDirectoryName(target)!, $".{Path.GetRandomFileName()}{PartEnding}");

    /// <summary>The path of a regular file that is there already or can be made.</summary>
    private static string Target(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var full = Path.GetFullPath(path);
        if (Directory.Exists(full)) throw new IOException($"{path}: is a directory. Give the name of a file in it.");
        var folder = Path.GetDirectoryName(full);
        if (Path.EndsInDirectorySeparator(path) || !Directory.Exists(folder))
            throw new DirectoryNotFoundException($"{path}: the folder {folder} does not exist. Create it first.");
        var link = new FileInfo(full);
        return link.LinkTarget is null ? full : link.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
    }

    private static FileStream CreateTemporary(string path, string temporary)
    {
        try
        {
            return new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        }
        catch (Exception failure) when (failure is UnauthorizedAccessException or IOException)
        {
            throw Told(failure, path, temporary);
        }
    }

    /// <summary>A device, or a link to one: a file beside it that takes its name would be the end of it.</summary>
    internal static bool IsDevice(string path)
    {
        static bool IsThere(string full) => full.StartsWith("/dev/", StringComparison.Ordinal) && !full.StartsWith("/dev/shm/", StringComparison.Ordinal);
        var full = Path.GetFullPath(path);
        return IsThere(full) || (new FileInfo(full).ResolveLinkTarget(returnFinalTarget: true) is { } target && IsThere(target.FullName));
    }

    /// <summary>A stream for something that is no regular file and so cannot be replaced; null for all others.</summary>
    private static Stream? OpenDevice(string path)
    {
        if (path.Length > 0 && Pipes.TryRemove(Path.GetFullPath(path), out var pipe)) return pipe;
        if (path == "/dev/stdout") return Console.OpenStandardOutput();      // shares its position with what is printed
        if (path == "/dev/stderr") return Console.OpenStandardError();
        if (!File.Exists(path)) return null;
        FileStream? file = null;
        try
        {
            file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            if (!file.CanSeek || IsDevice(path)) return file;
            file.Dispose();
            return null;
        }
        catch (Exception failure) when (failure is UnauthorizedAccessException or IOException)
        {
            file?.Dispose();
            throw Told(failure, path, path);
        }
    }

    /// <summary>Failures of the disk, which name the file written (or all, where "" stands for it), are told with the name it was to have; those of what writes pass.</summary>
    private static void Guarded(string path, string written, Action action)
    {
        try
        {
            action();
        }
        catch (Exception failure) when (failure is UnauthorizedAccessException or IOException && failure.Message.Contains(written, StringComparison.Ordinal))
        {
            ExceptionDispatchInfo.Throw(Told(failure, path, written));
        }
    }

    private static Exception Told(Exception failure, string path, string written) => failure is UnauthorizedAccessException
        ? new UnauthorizedAccessException($"{path}: may not be written. Check the permissions of the file and its folder, or choose another folder.", failure)
        : new IOException($"{path}: cannot be written ({Reason(failure, written)}). Check the name and the disk, or choose another folder.", failure);

    private static string Reason(Exception failure, string written) => failure switch
    {
        PathTooLongException => "the name is too long",
        _ when written.Length == 0 => failure.Message.TrimEnd('.'),
        _ => failure.Message.Replace($" : '{written}'", "", StringComparison.Ordinal).TrimEnd('.'),
    };
}
