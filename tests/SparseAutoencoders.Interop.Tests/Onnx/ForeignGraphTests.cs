using SparseAutoencoders.Onnx;

namespace SparseAutoencoders.Interop.Tests.Onnx;

/// <summary>Graphs of models that other tools made: what an independent program computed of them comes out of ONNX Runtime too.</summary>
public sealed class ForeignGraphTests
{
    private static readonly string Fixtures = RepositoryRoot.File("tests/SparseAutoencoders.Tests/Exchange/Fixtures");

    [Theory]
    [InlineData("saelens-layer-norm")]
    [InlineData("saelens-root-length")]
    [InlineData("saelens-skip-transcoder")]
    [InlineData("saelens-jumprelu")]
    [InlineData("saelens-gated")]
    [InlineData("saelens-average")]
    [InlineData("saev-topk")]
    [InlineData("openai-topk-identity")]
    [InlineData("llama-scope-transcoder")]
    public void Graph_of_another_tools_model_gives_its_own_codes_and_outputs(string name)
    {
        using var folder = new TestFolder();
        OnnxModel.Write(SparseAutoencoder.Load(Path.Combine(Fixtures, name)), folder["m.onnx"]);
        using var session = new OnnxSession(File.ReadAllBytes(folder["m.onnx"]));
        using var rows = NpyRows.Format.Open(Path.Combine(Fixtures, "rows.npy"), new());
        foreach (var (output, file) in new[] { ("codes", "codes.npy"), ("reconstruction", "output.npy") })
        {
            using var expected = NpyRows.Format.Open(Path.Combine(Fixtures, name, file), new());
            var (wanted, found) = (expected.ToMatrix<double>().All.ToArray(), Numbers(session, output, rows));
            var size = wanted.Max(x => Math.Max(1, Math.Abs(x)));
            Assert.Equal(wanted.Length, found.Length);
            // Single precision, with one more rounding where a row's own length is divided by.
            for (var i = 0; i < wanted.Length; i++) Assert.Equal(wanted[i], found[i], 2e-6 * size);
        }
    }

    // Rows and outputs are double where a scale is no single number.
    private static double[] Numbers(OnnxSession session, string output, IRows rows)
    {
        var (wideIn, wideOut) = (session.Inputs["rows"].ElementType == typeof(double), session.Outputs[output].ElementType == typeof(double));
        return (wideIn, wideOut) switch
        {
            (false, false) => [.. session.Run<float, float>(output, rows.ToMatrix<float>()).Select(x => (double)x)],
            (false, true) => session.Run<float, double>(output, rows.ToMatrix<float>()),
            (true, false) => [.. session.Run<double, float>(output, rows.ToMatrix<double>()).Select(x => (double)x)],
            _ => session.Run<double, double>(output, rows.ToMatrix<double>()),
        };
    }
}
