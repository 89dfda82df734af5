namespace SparseAutoencoders.Formats.Tests;

public sealed class ImageRowsTests : IDisposable
{
    private static readonly Choices Choices = Choices.BuiltIn.WithMoreFormats();

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Folder_of_images_gives_a_row_each_in_the_order_of_their_paths()
    {
        Directory.CreateDirectory(_folder["b"]);
        Directory.CreateDirectory(_folder[".hidden"]);
        _folder.Add("c.PNG", ImageBytes.Png(1, 2, [51, 102]));
        _folder.Add("b/a.png", ImageBytes.Png(1, 2, [255, 0]));
        _folder.Add("a.png", ImageBytes.Png(1, 2, [0, 153]));
        _folder.Add(".hidden/x.png", [1, 2, 3]);
        _folder.Add("README.txt", "about the images"u8);
        _folder.Add("rows.csv", "1,2\n"u8);
        using var rows = Choices.Open(_folder.Path);
        Assert.Equal((3, 2, new ImageShape(1, 2), "uint8"), (rows.Count, rows.Width, rows.Image!.Value, rows.NumberType));
        Assert.Equal([0, 0.6f, 1, 0, 0.2f, 0.4f], rows.ToMatrix<float>().All);
    }

    [Fact]
    public void Colours_become_brightness_or_planes()
    {
        var path = _folder.Add("a.png", ImageBytes.Png(1, 2, [255, 0, 0, 0, 51, 255], type: 2));
        using var grey = Choices.Open(path);
        Assert.Equal((2, new ImageShape(1, 2)), (grey.Width, grey.Image!.Value));
        Assert.All(grey.ToMatrix<double>().All.ToArray().Zip([0.299, 0.587 * 0.2 + 0.114]), pair => Assert.Equal(pair.Second, pair.First, 0.005));
        using var planes = Choices.Open(path, new RowFileOptions { Colour = true });
        Assert.Equal((6, new ImageShape(3, 2)), (planes.Width, planes.Image!.Value));
        Assert.Equal([1, 0, 0, 0.2, 0, 1], planes.ToMatrix<double>().All);
    }

    [Fact]
    public void Jpeg_is_read()
    {
        using var rows = Choices.Open(_folder.Add("named.as.you.like", ImageBytes.Jpeg), new RowFileOptions { Colour = true });
        Assert.Equal((1, 3 * 130, new ImageShape(30, 13)), (rows.Count, rows.Width, rows.Image!.Value));
        var pixels = rows.ToMatrix<double>();
        for (var y = 0; y < 10; y++)
            for (var x = 0; x < 13; x++) Assert.Equal(25 * y / 255.0, pixels[0, 130 + y * 13 + x], 0.08);
    }

    [Theory]
    [InlineData(1, new byte[] { 0, 0b1010_0000, 0, 0b0100_0000 }, new double[] { 255, 0, 255, 0, 255, 0 })]
    [InlineData(8, new byte[] { 1, 10, 10, 10, 2, 1, 1, 1 }, new double[] { 10, 20, 30, 11, 21, 31 })]
    [InlineData(8, new byte[] { 0, 7, 0, 9, 0, 8, 0, 4, 5, 6 }, new double[] { 7, 8, 9, 4, 5, 6 }, 1)]      // (0, 0), (0, 2), (0, 1), line 1
    public void Png_of_other_depths_filters_and_orders_is_read(byte bits, byte[] lines, double[] bytes, byte interlace = 0)
    {
        using var rows = Choices.Open(_folder.Add("a.png", ImageBytes.PngOf(2, 3, lines, bits: bits, interlace: interlace)));
        Assert.Equal(bytes.Select(value => value / 255), rows.ToMatrix<double>().All.ToArray());
    }

    // Lines as the specification stores them, computed by hand: the filter, then samples of two bytes, from which their prediction was subtracted.
    [Theory]
    [InlineData(0, new byte[] { 0, 0, 7, 1, 2, 255, 255, 0, 0, 4, 0, 5, 128, 0 }, new double[] { 7, 258, 65535, 4, 5, 32768 })]
    [InlineData(0, new byte[] { 0, 0, 7, 0, 0, 9, 0, 0, 8, 0, 0, 4, 0, 5, 0, 6 }, new double[] { 7, 8, 9, 4, 5, 6 }, 1)]       // (0, 0), (0, 2), (0, 1), line 1
    [InlineData(0, new byte[] { 1, 0, 7, 1, 2, 255, 0, 2, 1, 1, 1, 1, 1, 1 }, new double[] { 7, 265, 9, 264, 522, 266 })]      // the one to the left; the one above
    [InlineData(0, new byte[] { 3, 0, 8, 0, 2, 0, 0, 4, 0, 4, 0, 253, 0, 1 }, new double[] { 8, 6, 3, 12, 9, 7 })]             // their mean; Paeth: above, left, corner
    [InlineData(4, new byte[] { 0, 0, 7, 9, 9, 1, 2, 9, 9, 255, 255, 9, 9, 1, 0, 4, 9, 9, 0, 1, 9, 9, 128, 0, 9, 9 }, new double[] { 7, 258, 65535, 4, 5, 32773 })]
    public void Png_of_16_bits_is_read_with_all_of_them(byte type, byte[] lines, double[] words, byte interlace = 0)
    {
        using var rows = Choices.Open(_folder.Add("a.png", ImageBytes.PngOf(2, 3, lines, type, bits: 16, interlace: interlace)));
        Assert.Equal("uint16", rows.NumberType);
        Assert.Equal(words.Select(value => value / 65535), rows.ToMatrix<double>().All.ToArray());
        Assert.Equal(words.Select(value => (float)value / 65535), rows.ToMatrix<float>().All.ToArray());
    }

    [Theory]
    [InlineData(2, new byte[] { 0, 255, 255, 0, 0, 0, 0, 0, 0, 1, 0, 255, 255 })]
    [InlineData(6, new byte[] { 0, 255, 255, 0, 0, 0, 0, 5, 5, 0, 0, 1, 0, 255, 255, 0, 1 })]
    public void Colours_of_16_bits_become_brightness_or_planes(byte type, byte[] lines)
    {
        var path = _folder.Add("a.png", ImageBytes.PngOf(1, 2, lines, type, bits: 16));
        using var grey = Choices.Open(path);
        Assert.Equal([77 * 65535 / 256 / 65535.0, (150 * 256 + 29 * 65535) / 256 / 65535.0], grey.ToMatrix<double>().All.ToArray());
        using var planes = Choices.Open(path, new RowFileOptions { Colour = true });
        Assert.Equal([1, 0, 0, 256 / 65535.0, 0, 1], planes.ToMatrix<double>().All.ToArray());
    }

    [Fact]
    public void Images_of_8_and_16_bits_are_rows_together_with_the_numbers_each_has_alone()
    {
        var bytes = Enumerable.Range(0, 256).Select(b => (byte)b).ToArray();
        _folder.Add("a.png", ImageBytes.Png(1, 256, bytes));
        using var alone = Choices.Open(_folder.Path);
        _folder.Add("b.png", ImageBytes.PngOf(1, 256, [0, .. bytes.SelectMany(b => new byte[] { 0, b })], bits: 16));
        using var both = Choices.Open(_folder.Path);
        Assert.Equal((2, "uint8", "uint16"), (both.Count, alone.NumberType, both.NumberType));
        Assert.Equal(alone.ToMatrix<float>().All.ToArray(), both.ToMatrix<float>().Row(0).ToArray());
        Assert.Equal(alone.ToMatrix<double>().All.ToArray(), both.ToMatrix<double>().Row(0).ToArray());
        Assert.Equal(bytes.Select(b => b / 65535.0), both.ToMatrix<double>().Row(1).ToArray());
    }

    [Fact]
    public void Png_of_16_bits_that_cannot_be_so_is_refused()
    {
        Refused("is a damaged PNG", ImageBytes.PngOf(1, 2, [5, 0, 0, 0, 0], bits: 16));
        Refused("is a damaged PNG", ImageBytes.PngOf(1, 2, [0, 0, 0, 0, 0], type: 3, bits: 16));
        Refused("is cut short", ImageBytes.PngOf(1, 2, [0, 0, 0, 0], bits: 16));
    }

    [Fact]
    public void Patches_lie_anywhere_inside_evenly_over_images_and_the_same_for_a_seed()
    {
        // A pixel tells its image, line and column.
        _folder.Add("a.png", ImageBytes.Png(5, 6, [.. Enumerable.Range(0, 30).Select(i => (byte)i)]));
        _folder.Add("b.png", ImageBytes.Png(3, 30, [.. Enumerable.Range(0, 90).Select(i => (byte)(100 + i))]));
        var options = new RowFileOptions { Patches = new ImageShape(2, 3), PatchCount = 2001, PatchSeed = 5 };
        using var rows = Choices.Open(_folder.Path, options);
        Assert.Equal((2001, 6, new ImageShape(2, 3)), (rows.Count, rows.Width, rows.Image!.Value));
        var corners = new HashSet<int>();
        var all = rows.ToMatrix<double>();
        for (var r = 0; r < 2001; r++)
        {
            var bytes = all.Row(r).ToArray().Select(x => (int)Math.Round(x * 255)).ToArray();
            var across = r < 1001 ? 6 : 30;
            Assert.Equal(r < 1001, bytes[0] < 100);
            Assert.Equal([0, 1, 2, across, across + 1, across + 2], bytes.Select(b => b - bytes[0]));
            Assert.InRange((bytes[0] - (r < 1001 ? 0 : 100)) % across, 0, across - 3);
            corners.Add(bytes[0]);
        }
        Assert.Equal(4 * 4 + 2 * 28, corners.Count);
        using var same = Choices.Open(_folder.Path, options);
        Assert.Equal(all.All, same.ToMatrix<double>().All);
        using var other = Choices.Open(_folder.Path, options with { PatchSeed = 6 });
        Assert.False(all.All.SequenceEqual(other.ToMatrix<double>().All));
        using var few = Choices.Open(_folder.Path, options with { PatchCount = 1 });
        Assert.Equal(1, few.Count);
    }

    [Fact]
    public void Sizes_that_do_not_fit_are_refused_with_the_files_name()
    {
        _folder.Add("a.png", ImageBytes.Png(1, 2, [1, 2]));
        _folder.Add("b.png", ImageBytes.Png(2, 1, [1, 2]));
        Refused(_folder["b.png"], ": is 2x1 pixels (height x width), and " + _folder["a.png"] + " is 1x2. Take patches of them (`Patches = new(12, 12)`)", _folder.Path);
        Refused(_folder["b.png"], "less than patches of 1x2", _folder.Path, new RowFileOptions { Patches = new ImageShape(1, 2) });
        var csv = _folder.Add("a.csv", "1,2\n"u8);
        Refused(csv, "holds rows, not images", csv, new RowFileOptions { Patches = new ImageShape(1, 2) });
        Directory.CreateDirectory(_folder["empty"]);
        Assert.Contains("holds no file of rows", Assert.Throws<FileNotFoundException>(() => Choices.Open(_folder["empty"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Images_cut_anywhere_are_refused()
    {
        foreach (var whole in new[] { ImageBytes.Jpeg, ImageBytes.Png(10, 13, new byte[130]) })
        {
            for (var length = 9; length < whole.Length; length++)
            {
                var path = _folder.Add("cut.png", whole.AsSpan(0, length));
                Assert.Contains("is cut short", TestFolder.Message(path, Assert.Throws<InvalidDataException>(() => Choices.Open(path))), StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Png_that_unpacks_to_more_or_less_than_its_size_is_refused()
    {
        Refused("is cut short", ImageBytes.PngOf(3, 3, new byte[11]));
        Refused("is a damaged PNG", ImageBytes.PngOf(3, 3, new byte[13]));
        Refused("is a damaged PNG", ImageBytes.PngOf(3, 3, new byte[20 << 20]));
        Refused("is cut short", ImageBytes.PngOf(1 << 13, 1 << 13, new byte[1000]));
        Refused("and at most", ImageBytes.PngOf(1 << 15, 1 << 15, new byte[1000]));
        Refused("is a damaged PNG", ImageBytes.PngOf(0, 3, []));
    }

    [Fact]
    public void Changed_bytes_give_rows_or_a_refusal()
    {
        var random = new Random(1);
        foreach (var whole in new[] { ImageBytes.Jpeg, ImageBytes.Png(10, 13, new byte[390], type: 2), ImageBytes.PngOf(10, 13, new byte[790], type: 2, bits: 16) })
        {
            for (var i = 0; i < 1000; i++)
            {
                var changed = whole.ToArray();
                for (var n = 0; n <= i % 4; n++) changed[random.Next(8, changed.Length)] = (byte)random.Next(256);
                var path = _folder.Add("changed.png", changed);
                try
                {
                    Choices.Open(path, new RowFileOptions { Colour = i % 2 == 0 }).Dispose();
                }
                catch (InvalidDataException refusal)
                {
                    TestFolder.Message(path, refusal);
                }
            }
        }
    }

    private void Refused(string finding, byte[] file)
    {
        var path = _folder.Add("bad.png", file);
        Refused(path, finding, path);
    }

    private static void Refused(string named, string finding, string path, RowFileOptions? options = null) =>
        Assert.Contains(finding, TestFolder.Message(named, Assert.Throws<InvalidDataException>(() => Choices.Open(path, options))), StringComparison.Ordinal);
}
