using System.IO.Compression;

namespace SparseAutoencoders.Formats;

/// <summary>Rows in one of the arrays of an NPZ archive, as numpy.savez writes it: a zip file of NPY files.</summary>
/// <remarks>One sparse array, as scipy.sparse.save_npz writes it, is read too (<see cref="SparseNpz"/>). An array is unpacked as packed NPY files are: in memory while it is small, beyond that to the disk.</remarks>
public static class NpzRows
{
    private const int MostLookedAt = 1000, NamesShown = 20;

    private const string Ending = ".npy";

    /// <summary>Its entry in the list of formats.</summary>
    public static RowFormat Format { get; } = new(
        "npz", "numpy arrays, as numpy.savez writes them; one is named by `Tensor` where there are several", [".npz"],
        static head => head.Span.StartsWith("PK\x03\x04"u8), static (path, options) => Open(path, options.Tensor));

    private static IRows Open(string path, string? name)
    {
        using var file = InputFile.OpenRead(path);
        if (!file.CanSeek) throw new InvalidDataException($"{path}: is packed with gzip. Unpack it first: NPZ files are packed already.");
        try
        {
            using var archive = new ZipArchive(file, ZipArchiveMode.Read);
            if (name is null && SparseNpz.Open(path, member => archive.GetEntry(member + Ending) is { } entry ? ByteSource.Unpack(path, entry.Open()) : null) is { } sparse) return sparse;
            var source = ByteSource.Unpack(path, Choose(path, archive, name).Open());
            try
            {
                return NpyRows.Open(source);
            }
            catch
            {
                source.Dispose();
                throw;
            }
        }
        catch (Exception failure) when (failure is InvalidDataException or EndOfStreamException or NotSupportedException && !failure.Message.StartsWith(path, StringComparison.Ordinal))
        {
            throw new InvalidDataException($"{path}: is a damaged or cut archive. Get or save it again with np.savez.", failure);
        }
    }

    private static ZipArchiveEntry Choose(string path, ZipArchive archive, string? name)
    {
        var arrays = archive.Entries.Where(entry => entry.FullName.EndsWith(Ending, StringComparison.Ordinal)).ToList();
        if (arrays.Count == 0 && ForeignFile.Of(path, archive) is { } foreign) throw foreign;
        if (name is not null)
        {
            return arrays.Find(entry => NameOf(entry) == name)
                ?? throw new InvalidDataException($"{path}: holds no array '{MessageText.Visible(name)}'. It holds: {List(arrays.Select(entry => MessageText.Visible(NameOf(entry))))}.");
        }
        // Its coordinates have two sizes and would be taken for rows.
        if (arrays.Exists(entry => NameOf(entry) == "coords") && arrays.Exists(entry => NameOf(entry) == "fill_value"))
            throw new InvalidDataException($"{path}: holds a sparse array as the package sparse saves it, which is not read. Save it with scipy.sparse.save_npz(file, a.to_scipy_sparse().tocsr()).");
        var rows = arrays.Take(MostLookedAt).Select(entry => (Entry: entry, Header: Header(path, entry))).Where(array => array.Header.Shape.Count >= 2).ToList();
        return rows.Count switch
        {
            1 => rows[0].Entry,
            0 => throw new InvalidDataException($"{path}: holds no array of rows (at least two sizes), only: {List(arrays.Select(entry => MessageText.Visible(NameOf(entry))))}. Save one as (rows, inputs)."),
            _ => throw new InvalidDataException($"{path}: holds several arrays: {List(rows.Select(array => $"{MessageText.Visible(NameOf(array.Entry))} ({MessageText.Sizes(array.Header.Shape)})"))}. Choose one with `Tensor = \"NAME\"`."),
        };
    }

    private static NpyHeader Header(string path, ZipArchiveEntry entry)
    {
        using var source = ByteSource.Unpack(path, entry.Open());
        return NpyHeader.Read(source);
    }

    private static string NameOf(ZipArchiveEntry entry) => entry.FullName[..^Ending.Length];

    private static string List(IEnumerable<string> names)
    {
        var shown = names.Take(NamesShown + 1).ToList();
        return shown.Count == 0 ? "nothing" : string.Join(", ", shown.Take(NamesShown)) + (shown.Count > NamesShown ? ", …" : "");
    }
}
