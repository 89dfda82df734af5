using System.Text;

namespace SparseAutoencoders.Tests.Data;

public sealed class CsvWriterTests
{
    [Fact]
    public void Numbers_are_written_shortest_and_names_first()
    {
        var numbers = new Matrix<float>(2, 3);
        float[] all = [0.1f, -1, 1e-20f, float.MaxValue, 0, 3];
        all.CopyTo(numbers.All);
        using var stream = new MemoryStream();
        CsvWriter.Write<float>(stream, new MemoryRows<float>(numbers, null, "here") { Columns = ["a", "b,c", "say \"d\""] }, cancel: TestContext.Current.CancellationToken);
        Assert.Equal("a,\"b,c\",\"say \"\"d\"\"\"\n0.1,-1,1E-20\n3.4028235E+38,0,3\n", Encoding.UTF8.GetString(stream.ToArray()));
    }

    [Fact]
    public void Doubles_read_back_as_the_same_bits()
    {
        double[] all = [double.Epsilon, double.MaxValue, -double.MaxValue, Math.PI, 1 / 3.0, -0.0, 5e-324, 123456789.123456789];
        using var stream = new MemoryStream();
        CsvWriter.Write<double>(stream, Rows.From([all]), cancel: TestContext.Current.CancellationToken);
        var line = Encoding.UTF8.GetString(stream.ToArray());
        Assert.EndsWith("\n", line, StringComparison.Ordinal);
        Assert.Equal(all.Select(BitConverter.DoubleToInt64Bits), line.Split(',').Select(cell => BitConverter.DoubleToInt64Bits(double.Parse(cell, System.Globalization.CultureInfo.InvariantCulture))));
    }
}
