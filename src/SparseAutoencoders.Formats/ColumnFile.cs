using SparseAutoencoders.Data;

namespace SparseAutoencoders.Formats;

/// <summary>Reads a file with another's library, whatever that throws.</summary>
internal static class ColumnFile
{
    /// <param name="path">The file.</param>
    /// <param name="kind">What it is called in messages.</param>
    /// <param name="read">Reads it.</param>
    /// <exception cref="InvalidDataException">It is packed, or damaged, or of a kind the library does not read.</exception>
    public static T Read<T>(string path, string kind, Func<Stream, T> read)
    {
        using var file = InputFile.OpenRead(path);
        if (!file.CanSeek) throw new InvalidDataException($"{path}: is packed with gzip. Unpack it first: {kind} files are packed already.");
        using var buffered = new BufferedStream(file, 1 << 16);
        try
        {
            return read(buffered);
        }
#pragma warning disable CA1031 // The libraries throw what the bytes lead them to: index, cast and argument exceptions, their own, null references.
        catch (Exception failure) when (failure is not OutOfMemoryException && !failure.Message.StartsWith(path, StringComparison.Ordinal))
#pragma warning restore CA1031
        {
            throw new InvalidDataException($"{path}: cannot be read as a {kind} file ({MessageText.Visible(failure.Message.TrimEnd('.'), 120)}). It is damaged, cut short or of a kind that is not known: get or save it again.", failure);
        }
    }
}
