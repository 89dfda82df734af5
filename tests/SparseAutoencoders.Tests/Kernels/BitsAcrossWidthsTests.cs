using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace SparseAutoencoders.Tests.Kernels;

/// <summary>The same constants hold with 512-, 256- and 128-bit registers and with none: the tests run once in each leg (<see cref="InstructionSetTests"/>).</summary>
public sealed class BitsAcrossWidthsTests
{
    [Theory]
    [InlineData(ProductKind.Multiply, "3A748431444CECA7")]
    [InlineData(ProductKind.MultiplyByTranspose, "4447454FF4F910C0")]
    [InlineData(ProductKind.TransposeMultiply, "08044AAD9C012F88")]
    public void Product_of_floats_has_the_same_bits_on_every_machine(ProductKind kind, string hash) => Assert.Equal(hash, Hash<float>(kind));

    [Theory]
    [InlineData(ProductKind.Multiply, "15B4303140E5C502")]
    [InlineData(ProductKind.MultiplyByTranspose, "0DCF2E81E70D7ADE")]
    [InlineData(ProductKind.TransposeMultiply, "27F5B34E52C155C8")]
    public void Product_of_doubles_has_the_same_bits_on_every_machine(ProductKind kind, string hash) => Assert.Equal(hash, Hash<double>(kind));

    [Fact]
    public void Sparse_products_have_the_same_bits_on_every_machine()
    {
        Assert.Equal("B4D29D3DB2AB63EF", Hash<float>(SparseCodesTests.Products<float>(Workers.Shared)));
        Assert.Equal("5523FABD15B54E54", Hash<double>(SparseCodesTests.Products<double>(Workers.Shared)));
    }

    private static string Hash<T>(ProductKind kind) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Hash<T>(new ProductCase<T>(kind, 67, 531, 83, seed: 11).Run(Workers.Shared).Run(Workers.Shared, accumulate: true).C.All);

    private static string Hash<T>(ReadOnlySpan<T> numbers) where T : unmanaged => Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes(numbers)), 0, 8);
}
