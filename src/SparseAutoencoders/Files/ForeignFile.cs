using System.IO.Compression;
using System.Text;

namespace SparseAutoencoders;

/// <summary>Kinds of file that people have and that are not read: each is named, with what to do. It is asked where a file is not what it should be.</summary>
internal static class ForeignFile
{
    /// <summary>First bytes that tell a kind; fewer where a file is shorter.</summary>
    public const int HeadLength = 512;

    private const char Any = '\uffff';

    private const int NamesShown = 5, MostLookedAt = 1000;

    private const string AsCsv = "Save the sheet as CSV", AsPng = "Save it as PNG", Unpack = "Unpack it first";

    // A byte a letter; what text can begin with too is marked so.
    private static readonly Kind[] Kinds =
    [
        new("an HDF5 file (.h5, .h5ad, .mat of MATLAB 7.3)", "Take its array out and save it with np.save", "\u0089HDF\r\n\u001a\n"),
        new("a MATLAB file", "Save the matrix as text: writematrix(X, 'rows.csv')", "MATLAB 5.0 MAT-file"),
        new("an old Office file, such as an Excel workbook (.xls)", AsCsv, "\u00d0\u00cf\u0011\u00e0\u00a1\u00b1\u001a\u00e1"),
        new("a Python pickle (.pkl, or an older .pt)", "Save its array with np.save, its table with to_csv, its tensors with safetensors.torch.save_file", "\u0080\u0002", "\u0080\u0003", "\u0080\u0004", "\u0080\u0005"),
        new("an R file (.rds, .RData)", "Save the table in R: write.csv(x, 'rows.csv', row.names = FALSE)", "RDX2\n", "RDX3\n", "RDA2\n", "RDA3\n", "X\n\0\0\0\u0002", "X\n\0\0\0\u0003"),
        new("an R file (.rds)", "Save the table in R: write.csv(x, 'rows.csv', row.names = FALSE)", "A\n2\n", "A\n3\n") { MayBeText = true },
        new("an ORC file", "Save the table as Parquet or CSV", "ORC") { MayBeText = true },
        new("an Avro file", "Save the table as Parquet or CSV", "Obj\u0001"),
        new("a netCDF file", "Take its array out and save it with np.save", "CDF\u0001", "CDF\u0002", "CDF\u0005"),
        new("an SQLite database", "Save its table as CSV: sqlite3 -header -csv FILE 'select * from TABLE' > rows.csv", "SQLite format 3\0"),
        new("a GGUF model", "Give rows of numbers, or a model that `SparseAutoencoder.Save` wrote", "GGUF\u0001\0\0\0", "GGUF\u0002\0\0\0", "GGUF\u0003\0\0\0"),
        new("a sparse matrix as text (Matrix Market)", "Save it with scipy.sparse.save_npz(file, scipy.io.mmread(path).tocsr())", "%%MatrixMarket"),
        new("packed with bzip2", $"{Unpack}, with bunzip2", $"BZh{Any}1AY&SY"),
        new("packed with xz", $"{Unpack}, with unxz", "\u00fd7zXZ\0"),
        new("packed with Zstandard", $"{Unpack}, with unzstd", "(\u00b5/\u00fd"),
        new("packed with LZ4", $"{Unpack}, with unlz4", "\u0004\"M\u0018"),
        new("a 7z archive", $"{Unpack}, with 7z x", "7z\u00bc\u00af'\u001c"),
        new("a RAR archive", $"{Unpack}, with unrar x", "Rar!\u001a\u0007"),
        new("a tar archive", $"{Unpack}, with tar -xf, and give the folder or a file of it", "ustar") { Place = 257 },
        new("a TIFF image", AsPng, "II*\0", "MM\0*"),
        new("a GIF image", AsPng, "GIF87a", "GIF89a"),
        new("a WebP image", AsPng, $"RIFF{Any}{Any}{Any}{Any}WEBP"),
        new("a HEIF or AVIF image", AsPng, "ftypheic", "ftypheix", "ftypmif1", "ftypavif") { Place = 4 },
        new("a BMP image", AsPng, $"BM{Any}{Any}{Any}{Any}\0\0\0\0"),
        new("a PDF document", "Save the table in it as CSV", "%PDF-"),
        new("a web page (HTML), not the file it should be", "Get the file itself: on GitHub and the like by its \"raw\" or download link", "<!doctype html", "<html") { IsText = true },
        new("an XML file", "Save its table as CSV", "<?xml") { IsText = true },
        new("a JSON file", "Save its numbers as CSV or NPY: pandas.read_json(path).to_csv('rows.csv', index=False)", "{\"", "[{", "{\n", "{\r\n") { IsText = true },
        new("a JSON file", "Save its numbers as CSV or NPY: np.save('rows.npy', np.array(json.load(open(path))))", "[") { IsText = true, MayBeText = true },
    ];

    private static ReadOnlySpan<byte> Pointer => "version https://git-lfs.github.com/spec/"u8;

    /// <summary>The line for a file that is only a pointer to another; null for every other file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="head">Its first bytes.</param>
    public static InvalidDataException? PointerTo(string path, ReadOnlySpan<byte> head) =>
        head.StartsWith(Pointer) ? new($"{path}: is a Git LFS pointer, not the file itself. Run git lfs pull in its repository.") : null;

    /// <summary>The line for a file of a kind that is known and not read; null for every other file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="head">Its first bytes, up to <see cref="HeadLength"/>, gzip undone.</param>
    /// <param name="mayBeText">Its name says that it is text: a kind that text can begin like is not thought of.</param>
    public static InvalidDataException? Of(string path, ReadOnlySpan<byte> head, bool mayBeText = false)
    {
        if (PointerTo(path, head) is { } pointer) return pointer;
        var bytes = Encoding.Latin1.GetString(head);
        var text = bytes.TrimStart('\u00ef', '\u00bb', '\u00bf', ' ', '\t', '\r', '\n');
        return Array.Find(Kinds, kind => !(mayBeText && kind.MayBeText) && (kind.IsText ? kind.Begins(text) : kind.Begins(bytes))) is { } found ? Refusal(path, found.Name, found.WayOut) : null;
    }

    /// <summary>The line for a zip archive that holds no numpy arrays.</summary>
    /// <param name="path">The archive.</param>
    /// <param name="archive">Its members.</param>
    public static InvalidDataException? Of(string path, ZipArchive archive)
    {
        var names = archive.Entries.Take(MostLookedAt).Select(entry => entry.FullName).Where(name => !name.EndsWith('/') && !name.StartsWith("__MACOSX/", StringComparison.Ordinal)).ToList();
        if (names.Contains("xl/workbook.xml") || names.Contains("xl/workbook.bin")) return Refusal(path, "an Excel workbook", AsCsv);
        if (names.Contains("word/document.xml")) return Refusal(path, "a Word document", "Save the table in it as CSV");
        if (names.Contains("mimetype") && names.Contains("content.xml")) return Refusal(path, "an OpenDocument file, such as a workbook (.ods)", AsCsv);
        if (names.Exists(name => name.EndsWith("/data.pkl", StringComparison.Ordinal)))
            return Refusal(path, "a PyTorch file", "Save its tensors with safetensors.torch.save_file({\"rows\": t.contiguous()}, \"rows.safetensors\")");
        var unzip = $"{Unpack}: unzip {MessageText.Visible(Path.GetFileName(path), 100)}";
        return names.Count switch
        {
            0 => null,
            1 => Refusal(path, $"a zip archive with {MessageText.Visible(names[0], 100)} in it", unzip),
            _ => Refusal(path, $"a zip archive of {names.Count}{(names.Count == MostLookedAt ? " or more" : "")} files ({string.Join(", ", names.Take(NamesShown).Select(name => MessageText.Visible(name)))}{(names.Count > NamesShown ? ", …" : "")})", $"{unzip}, and give the folder or a file of it"),
        };
    }

    private static InvalidDataException Refusal(string path, string name, string wayOut) => new($"{path}: is {name}. {wayOut}.");

    /// <summary>A kind of file.</summary>
    /// <param name="Name">What it is, as in "is …".</param>
    /// <param name="WayOut">What to do.</param>
    /// <param name="Beginnings">What such files begin with, one of them.</param>
    private sealed record Kind(string Name, string WayOut, params string[] Beginnings)
    {
        /// <summary>Where that stands.</summary>
        public int Place { get; init; }

        /// <summary>It is text, whose letters may be small or capital, with white space before.</summary>
        public bool IsText { get; init; }

        /// <summary>A table in text can begin so too.</summary>
        public bool MayBeText { get; init; }

        public bool Begins(string head) => Beginnings.Any(beginning =>
            head.Length >= Place + beginning.Length && beginning.Select((letter, i) => letter == Any || (IsText ? char.ToLowerInvariant(head[Place + i]) : head[Place + i]) == letter).All(fits => fits));
    }
}
