using System.Text.RegularExpressions;

namespace SparseAutoencoders.Formats;

/// <summary>Reads and writes a file with another's library, whatever that throws.</summary>
internal static partial class ColumnFile
{
    // What a file may claim before its size must bear it out: a run of equal values takes a few bytes, however long it is.
    private const long LeastNumbers = 1 << 26, NumbersPerByte = 1024, LeastBytes = 1 << 28;

    /// <summary>How many numbers are read from a file of a length at most.</summary>
    public static long MostNumbers(long length) => Math.Max(LeastNumbers, length * NumbersPerByte);

    /// <summary>How many bytes of text are read from a file of a length at most.</summary>
    public static long MostBytes(long length) => Math.Max(LeastBytes, length * NumbersPerByte);

    /// <param name="path">The file.</param>
    /// <param name="kind">What it is called in messages.</param>
    /// <param name="read">Reads it.</param>
    /// <exception cref="InvalidDataException">It is packed, or damaged, or of a kind the library does not read.</exception>
    /// <exception cref="IOException">The disk failed.</exception>
    public static T Read<T>(string path, string kind, Func<Stream, T> read)
    {
        using var file = InputFile.OpenRead(path);
        if (!file.CanSeek) throw new InvalidDataException($"{path}: is packed with gzip. Unpack it first: {kind} files are packed already.");
        using var guarded = new GuardedStream(file);
        using var buffered = new BufferedStream(guarded, 1 << 16);
        try
        {
            return read(buffered);
        }
        catch (Exception) when (guarded.Failure is { } cause)
        {
            throw new IOException($"{path}: cannot be read ({MessageText.Visible(cause.Message.TrimEnd('.'), 120)}). Check the disk or the connection.", cause);
        }
        catch (Exception failure) when (IsMissingLibrary(failure))
        {
            throw new InvalidDataException($"{path}: {MissingLibrary} Save the rows as NPY, CSV or Arrow (Feather) where {kind} files can be read.", failure);
        }
#pragma warning disable CA1031 // The libraries throw what the bytes lead them to: index, cast and argument exceptions, their own, null references.
        catch (Exception failure) when (failure is not OutOfMemoryException && !failure.Message.StartsWith(path, StringComparison.Ordinal))
#pragma warning restore CA1031
        {
            throw new InvalidDataException($"{path}: cannot be read as {kind} ({MessageText.Visible(Finding(failure), 120)}). It is damaged, cut short or of a kind that is not known: get or save it again.", failure);
        }
    }

    /// <summary>What is said where the native library cannot be loaded.</summary>
    public const string MissingLibrary = "Parquet needs the native library ParquetSharpNative, which cannot be loaded here: there is one for Linux with glibc, macOS and Windows, on x64 and arm64.";

    /// <summary>True if a native library is not there, or is not for this system.</summary>
    public static bool IsMissingLibrary(Exception failure) =>
        failure is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException || failure is TypeInitializationException { InnerException: { } inner } && IsMissingLibrary(inner);

    /// <summary>What an exception says, without the native library's wrapping: "class parquet::ParquetException (message: 'Unexpected end')".</summary>
    public static string Finding(Exception failure) => Wrapped().Replace(failure.Message, "$1").TrimEnd('.', ' ');

    [GeneratedRegex(@"^.* \(message: '(.*)'\)$", RegexOptions.Singleline)]
    private static partial Regex Wrapped();
}
