using System.Text;
using SparseAutoencoders.Tests.Data;

namespace SparseAutoencoders.Tests.Files;

/// <summary>Files of kinds that are not read get a line that names the kind, whatever their ending.</summary>
public sealed class ForeignFileTests : IDisposable
{
    private const string Pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n";

    // Text by its ending, as CsvRows is in the companion.
    private static readonly Choices Choices = Choices.BuiltIn with
    {
        Formats = [.. Choices.BuiltIn.Formats, new RowFormat("text", "", [".csv"], static _ => false, static (_, _) => Rows.From<float>([[1f]]))],
    };

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory, InlineData("x.csv"), InlineData("x.npy"), InlineData("x.parquet"), InlineData("x")]
    public void Git_lfs_pointer_is_named_whatever_its_ending(string name) => Refused(_folder.Add(name, Encoding.UTF8.GetBytes(Pointer)), "is a Git LFS pointer, not the file itself. Run git lfs pull in its repository.");

    [Fact]
    public void Git_lfs_pointer_in_place_of_a_model_is_named()
    {
        var path = _folder.Add("m.safetensors", Encoding.UTF8.GetBytes(Pointer));
        Assert.Contains("is a Git LFS pointer", TestFolder.Message(path, Assert.Throws<InvalidDataException>(() => SparseAutoencoder.Load(path))), StringComparison.Ordinal);
        Refused(path, "is a Git LFS pointer");
    }

    public static TheoryData<string, string> Kinds => new()
    {
        { "\u0089HDF\r\n\u001a\n\0", "is an HDF5 file (.h5, .h5ad, .mat of MATLAB 7.3). Take its array out and save it with np.save." },
        { "MATLAB 5.0 MAT-file, Platform: GLNXA64", "is a MATLAB file" },
        { "\u00d0\u00cf\u0011\u00e0\u00a1\u00b1\u001a\u00e1\0", "is an old Office file, such as an Excel workbook (.xls). Save the sheet as CSV." },
        { "\u0080\u0004\u0095\u00b3", "is a Python pickle" },
        { "RDX3\nX\n", "is an R file" },
        { "X\n\0\0\0\u0003\0", "is an R file" },
        { "Obj\u0001\u0004\u0014", "is an Avro file" },
        { "SQLite format 3\0", "is an SQLite database" },
        { "GGUF\u0003\0\0\0", "is a GGUF model" },
        { "%%MatrixMarket matrix coordinate", "is a sparse matrix as text (Matrix Market). Save it with scipy.sparse.save_npz" },
        { "BZh91AY&SY", "is packed with bzip2. Unpack it first, with bunzip2." },
        { "\u00fd7zXZ\0\0", "is packed with xz" },
        { "(\u00b5/\u00fd\0", "is packed with Zstandard" },
        { "7z\u00bc\u00af'\u001c\0", "is a 7z archive" },
        { "II*\0\u0008", "is a TIFF image. Save it as PNG." },
        { "GIF89a\u0001", "is a GIF image" },
        { "RIFF\u0001\u0002\u0003\u0004WEBPVP8 ", "is a WebP image" },
        { "\0\0\0 ftypavif", "is a HEIF or AVIF image" },
        { "%PDF-1.7", "is a PDF document" },
        { "\u00ef\u00bb\u00bf\n<!DOCTYPE html>\n<html>", "is a web page (HTML), not the file it should be. Get the file itself" },
        { "<HTML><body>", "is a web page" },
        { "{\"a\": [1, 2]}", "is a JSON file" },
        { "[{\"a\": 1}]", "is a JSON file" },
        { new string('a', 257) + "ustar", "is a tar archive" },
    };

    [Theory, MemberData(nameof(Kinds))]
    public void Other_kind_is_named_where_the_ending_is_unknown_another_or_that_of_text(string bytes, string finding)
    {
        var file = Encoding.Latin1.GetBytes(bytes);
        foreach (var name in new[] { "x.dat", "x.npy", "x.csv" }) Refused(_folder.Add(name, file), finding);
        Refused(_folder.Add("x.csv.gz", TestFolder.Gzip(file)), finding);
    }

    [Theory, InlineData("ORC,Avro\n1,2\n"), InlineData("A\n2\n3\n"), InlineData("BM,GIF\n1,2\n"), InlineData("BZh\n1\n"), InlineData("[1],2\n"), InlineData("version,oid\n1,2\n"), InlineData("7z\n1\n"), InlineData("X\n1\n"), InlineData("GGUF\n1\n"), InlineData("\u00ff\u00fe1\0,\0")]
    public void Text_that_begins_almost_so_stays_text(string text)
    {
        using var rows = Choices.Open(_folder.Add("x.csv", Encoding.Latin1.GetBytes(text)));
        Assert.Equal(1, rows.Count);
    }

    [Fact]
    public void Kinds_that_text_can_begin_like_are_named_where_the_ending_says_nothing()
    {
        Refused(_folder.Add("x.orc", "ORC\u0001"u8), "is an ORC file. Save the table as Parquet or CSV.");
        Refused(_folder.Add("x.rds", "A\n3\n197"u8), "is an R file");
        Refused(_folder.Add("x.json", "[[1, 2]]"u8), "is a JSON file");
    }

    private static void Refused(string path, string finding) =>
        Assert.Contains(finding, TestFolder.Message(path, Assert.Throws<InvalidDataException>(() => Choices.Open(path))), StringComparison.Ordinal);
}
