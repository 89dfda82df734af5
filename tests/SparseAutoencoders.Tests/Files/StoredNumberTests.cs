using System.Globalization;
using SparseAutoencoders.Tests.Data;

namespace SparseAutoencoders.Tests.Files;

public sealed class StoredNumberTests
{
    [Fact]
    public void Every_byte_becomes_the_nearest_number_to_its_share()
    {
        var bytes = Enumerable.Range(0, 256).Select(b => (byte)b).ToArray();
        var (singles, doubles) = (new float[256], new double[256]);
        new StoredNumber(NumberKind.ByteFraction).Convert<float>(bytes, singles);
        new StoredNumber(NumberKind.ByteFraction).Convert<double>(bytes, doubles);
        for (var b = 0; b < 256; b++)
        {
            var share = ((decimal)b / 255).ToString(CultureInfo.InvariantCulture);      // 28 digits; parsing rounds correctly
            Assert.Equal(float.Parse(share, CultureInfo.InvariantCulture), singles[b]);
            Assert.Equal(double.Parse(share, CultureInfo.InvariantCulture), doubles[b]);
        }
    }

    [Fact]
    public void Half_precision_is_read_in_both_byte_orders()
    {
        var numbers = new double[3];
        new StoredNumber(NumberKind.Float16).Convert<double>([0x00, 0x3c, 0x00, 0xc0, 0x01, 0x00], numbers);
        Assert.Equal([1, -2, Math.Pow(2, -24)], numbers);
        new StoredNumber(NumberKind.Float16, BigEndian: true).Convert<double>([0x3c, 0x00, 0xc0, 0x00, 0x00, 0x01], numbers);
        Assert.Equal([1, -2, Math.Pow(2, -24)], numbers);
    }

    [Fact]
    public void Doubles_are_rounded_to_the_nearest_single()
    {
        var singles = new float[2];
        new StoredNumber(NumberKind.Float64).Convert<float>(FileBytes.Doubles(0.1, 1e300), singles);
        Assert.Equal([0.1f, float.PositiveInfinity], singles);
    }
}
