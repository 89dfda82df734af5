using System.IO.Compression;

namespace SparseAutoencoders.Formats.Tests;

public sealed class NpzRowsTests : IDisposable
{
    private static readonly byte[] Rows = FileBytes.Npy("<f4", "(2, 3)", FileBytes.Singles(1, 2, 3, 4, 5, 6));
    private static readonly byte[] Others = FileBytes.Npy("<f4", "(1, 2)", FileBytes.Singles(7, 8));
    private static readonly byte[] Labels = FileBytes.Npy("<f4", "(2,)", FileBytes.Singles(1, 2));

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory, InlineData(CompressionLevel.NoCompression), InlineData(CompressionLevel.Optimal)]
    public void The_only_array_of_rows_is_read(CompressionLevel level)
    {
        using var rows = Choices.BuiltIn.WithMoreFormats().Open(_folder.Add("any.name", FileBytes.Zip(level, ("labels.npy", Labels), ("x.npy", Rows), ("notes.txt", [1]))));
        Assert.Equal((2, 3, "float32"), (rows.Count, rows.Width, rows.NumberType));
        Assert.Equal([1, 2, 3, 4, 5, 6], rows.ToMatrix<float>().All);
    }

    [Fact]
    public void Of_several_arrays_one_is_named()
    {
        var path = _folder.Add("a.npz", FileBytes.Zip(CompressionLevel.Optimal, ("x.npy", Rows), ("y.npy", Others), ("labels.npy", Labels)));
        using var rows = Choices.BuiltIn.WithMoreFormats().Open(path, new RowFileOptions { Tensor = "y" });
        Assert.Equal([7, 8], rows.ToMatrix<float>().All);
        Refused(path, "holds several arrays: x (2x3), y (1x2). Choose one with `Tensor = \"NAME\"`.");
        Refused(path, "holds no array 'z'. It holds: x, y, labels.", "z");
        Refused(path, "holds a list of 2 numbers, not rows.", "labels");
    }

    [Fact]
    public void Archives_that_hold_no_rows_or_are_cut_or_changed_are_refused()
    {
        Refused(_folder.Add("a.npz", FileBytes.Zip(CompressionLevel.Optimal, ("labels.npy", Labels))), "holds no array of rows (at least two sizes), only: labels.");
        Refused(_folder.Add("a.npz", FileBytes.Zip(CompressionLevel.Optimal, ("a.txt", [1]))), "is a zip archive with a.txt in it. Unpack it first: unzip a.npz.");
        Refused(_folder.Add("a.npz", TestFolder.Gzip(FileBytes.Zip(CompressionLevel.Optimal, ("x.npy", Rows)))), "is packed with gzip.");
        Refused(_folder.Add("a.npz", FileBytes.Zip(CompressionLevel.Optimal, ("x.npy", Rows[..^1]))), "is cut short");
        var whole = FileBytes.Zip(CompressionLevel.Optimal, ("x.npy", Rows), ("l.npy", Labels));
        for (var length = 4; length < whole.Length; length++) Refused(_folder.Add("a.npz", whole.AsSpan(0, length)), "");
        var random = new Random(1);
        for (var i = 0; i < 500; i++)
        {
            var changed = whole.ToArray();
            for (var n = 0; n <= i % 3; n++) changed[random.Next(4, changed.Length)] = (byte)random.Next(256);
            var path = _folder.Add("a.npz", changed);
            try
            {
                using var rows = Choices.BuiltIn.WithMoreFormats().Open(path);
                rows.ToMatrix<float>();
            }
            catch (InvalidDataException refusal)
            {
                TestFolder.Message(path, refusal);
            }
        }
    }

    [Fact]
    public void Zip_archives_are_named_by_what_is_in_them()
    {
        Refused(Zip("x.csv.zip", "x.csv"), "is a zip archive with x.csv in it. Unpack it first: unzip x.csv.zip.");
        Refused(Zip("x.csv.zip", "x.csv", "__MACOSX/._x.csv"), "is a zip archive with x.csv in it.");
        Refused(Zip("all.zip", "a/1.csv", "a/2.csv", "a/3", "a/4", "a/5", "a/6"), "is a zip archive of 6 files (a/1.csv, a/2.csv, a/3, a/4, a/5, …). Unpack it first: unzip all.zip, and give the folder or a file of it.");
        Refused(Zip("x.csv", "[Content_Types].xml", "xl/workbook.xml"), "is an Excel workbook. Save the sheet as CSV.");
        Refused(Zip("x.ods", "mimetype", "content.xml"), "is an OpenDocument file");
        Refused(Zip("x.docx", "word/document.xml"), "is a Word document");
        Refused(Zip("x.pt", "archive/data.pkl", "archive/data/0"), "is a PyTorch file. Save its tensors with safetensors.torch.save_file");
    }

    private string Zip(string name, params string[] members) => _folder.Add(name, FileBytes.Zip(CompressionLevel.Optimal, [.. members.Select(member => (member, new byte[] { 1 }))]));

    private static void Refused(string path, string finding, string? array = null) => Assert.Contains(finding,
        TestFolder.Message(path, Assert.Throws<InvalidDataException>(() => Choices.BuiltIn.WithMoreFormats().Open(path, new RowFileOptions { Tensor = array }))), StringComparison.Ordinal);
}
