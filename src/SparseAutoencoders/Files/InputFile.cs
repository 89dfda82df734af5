using Microsoft.Win32.SafeHandles;

namespace SparseAutoencoders;

/// <summary>Opens files that are read, with one clear line where that fails.</summary>
public static class InputFile
{
    /// <summary>The file's bytes from the beginning; gzip, recognised by its first bytes whatever the name says, is undone on the way.</summary>
    /// <returns>A stream that throws <see cref="InvalidDataException"/> where gzip data are damaged or end too early.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    /// <exception cref="IOException">It is a directory or a pipe, or cannot be opened.</exception>
    /// <exception cref="InvalidDataException">It is empty.</exception>
    public static Stream OpenRead(string path)
    {
        var file = new FileStream(OpenHandle(path), FileAccess.Read, bufferSize: 0);
        try
        {
            Span<byte> start = stackalloc byte[2];
            var gzip = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length && IsGzip(start);
            file.Position = 0;
            return gzip ? new GzipInput(file, path) : file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The file, not empty and open for reading at any position.</summary>
    internal static SafeFileHandle OpenHandle(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path)) throw new IOException($"{path}: is a directory. Give a file.");
        SafeFileHandle? file = null;
        try
        {
            file = File.OpenHandle(path);
            if (RandomAccess.GetLength(file) == 0) throw new InvalidDataException($"{path}: is empty. Get or make the file again.");
            return file;
        }
        catch (Exception failure)
        {
            file?.Dispose();
            throw failure switch
            {
                FileNotFoundException => new FileNotFoundException($"{path}: there is no such file. Check the name and the folder.", path),
                DirectoryNotFoundException => new DirectoryNotFoundException($"{path}: there is no such folder. Check the name."),
                UnauthorizedAccessException => new UnauthorizedAccessException($"{path}: may not be read. Check the file's permissions."),
                NotSupportedException => new IOException($"{path}: is a pipe or device, which cannot be read twice. Save its contents to a file first."),
                PathTooLongException => new PathTooLongException($"{MessageText.Visible(path)}: the name is too long. Check it."),
                InvalidDataException or ArgumentException => failure,
                _ => new IOException($"{path}: cannot be opened ({failure.Message.TrimEnd('.')}). Check the file.", failure),
            };
        }
    }

    /// <summary>True if gzip data begin with these bytes.</summary>
    internal static bool IsGzip(ReadOnlySpan<byte> start) => start.StartsWith((ReadOnlySpan<byte>)[0x1f, 0x8b]);
}
